"""Writing what a set says into our own register, through the register's services, as the actor who applies the set.

Each write is remembered for undo. What cannot be written is kept as a record and said in a sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from xingtan.apps.exchange.data import How, Outcome, Target
from xingtan.apps.exchange.models import HeldRecord, Link, ReceivedSet, SetRow, UndoStep
from xingtan.apps.exchange.services import matching
from xingtan.apps.exchange.services.reading import records
from xingtan.kernel.codes import checks
from xingtan.kernel.errors import DomainError
from xingtan.kernel.scopes import Actor
from xingtan.people.organisations import services as organisations
from xingtan.people.organisations.data import STAGES_OF_SCHOOL_KIND
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons import services as persons
from xingtan.people.persons.models import Person
from xingtan.people.postings import data as postings_data
from xingtan.people.postings import services as postings
from xingtan.people.roster import data as roster_data
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import ClassGroup, Term

Result = tuple[str, str]  # outcome, remark
Values = dict[str, str]
SEXES = {"male": "1", "female": "2"}
OWN_SIGN = "metadata.xingtan."


class Registrar:
    """Links rows of one set to our own people and, when the partner may, writes them."""

    def __init__(self, actor: Actor, received: ReceivedSet, now: datetime) -> None:
        self.actor, self.received, self.partner, self.now = actor, received, received.partner, now
        self.matcher = matching.Matcher(actor, received.partner)

    def take(self, row: SetRow) -> Result:
        """What comes of a new or changed row. Raises nothing that a rule of the register says."""
        layout = row.layout
        cells = records.unseal_cells(row.cells)
        values = records.read_record(layout.read_as, layout.columns, cells, layout.date_order).values
        link = Link.objects.filter(partner=self.partner, file=row.file, sourced_id=row.sourced_id).first()
        try:
            with transaction.atomic():
                if link is not None:
                    return self._update(layout.read_as, link, values)
                return self._first_time(row, layout.read_as, values)
        except DomainError as error:
            return Outcome.HELD_BACK, str(error)[:300]

    def _first_time(self, row: SetRow, read_as: str, values: Values) -> Result:
        match = None if row.is_new_person else self.matcher.match(read_as, values)
        if match is not None:
            self._link(row, *match)
            return Outcome.LINKED, ""
        write: Callable[[SetRow, Values], Result] | None = getattr(self, f"_write_{read_as}", None)
        if not self.partner.writes_register or write is None or values.get("status") == "inactive":
            return Outcome.KEPT, ""
        return write(row, values)

    def _link(self, row: SetRow, target: str, target_id: int, how: str, *, is_written: bool = False) -> None:
        link = Link.objects.create(
            partner=self.partner,
            file=row.file,
            sourced_id=row.sourced_id,
            target=target,
            target_id=target_id,
            how=how,
            is_written=is_written,
            made_by_id=self.actor.person_id,
            made_at=self.now,
        )
        self._remember("link", link.pk, row)

    def _wrote(self, row: SetRow, target: str, target_id: int) -> Result:
        self._remember(target, target_id, row)
        self._link(row, target, target_id, How.WRITTEN, is_written=True)
        return Outcome.WRITTEN, ""

    def _remember(self, kind: str, object_id: int, row: SetRow | None, before: Any = None) -> None:
        UndoStep.objects.create(
            received_set=self.received,
            kind=kind,
            file=row.file if row else "",
            sourced_id=row.sourced_id if row else "",
            object_id=object_id,
            before=before,
        )

    # -- what is new -------------------------------------------------------------------------------------------------

    def _write_academicSessions(self, row: SetRow, values: Values) -> Result:
        if values.get("type") not in ("term", "semester"):
            return Outcome.KEPT, ""
        starts_on, ends_on = _day(values, "startDate"), _day(values, "endDate")
        if starts_on is None or ends_on is None:
            return Outcome.KEPT, ""
        is_autumn = starts_on.month >= 7
        starts_in, ordinal = (starts_on.year, 1) if is_autumn else (starts_on.year - 1, 2)
        if Term.objects.filter(school_year__starts_in=starts_in, ordinal=ordinal).exists():
            return Outcome.HELD_BACK, _("本区已有这个学期，起止日期不同。请与对方核对。")
        term = roster.add_term(
            actor=self.actor, starts_in=starts_in, ordinal=ordinal, starts_on=starts_on, ends_on=ends_on
        )
        return self._wrote(row, Target.TERM, term.pk)

    def _write_orgs(self, row: SetRow, values: Values) -> Result:
        code = values.get("identifier", "")
        if values.get("type") != "school" or checks.school_code_problem(code):
            return Outcome.KEPT, ""
        parent = self.matcher.linked("orgs", values.get("parentSourcedId", ""), Target.ORGANISATION)
        if parent is None and self.partner.organisation.kind != "bureau":
            return Outcome.HELD_BACK, _("上级单位没有对应，不能登记。")
        kind = values.get(f"{OWN_SIGN}schoolKind", "")
        school = organisations.create_organisation(
            actor=self.actor,
            parent_id=parent or self.partner.organisation_id,
            kind="school",
            name=values.get("name", "")[:80],
            on=_day(values, f"{OWN_SIGN}openedOn") or self.actor.on,
            basis=_("%(partner)s数据交换") % {"partner": self.partner.name},
            code=code,
            school_kind=kind if kind in STAGES_OF_SCHOOL_KIND else "",
        )
        return self._wrote(row, Target.ORGANISATION, school.pk)

    def _write_users(self, row: SetRow, values: Values) -> Result:
        path = self.partner.organisation.path
        if not any(self.actor.may(code, path) for code in (roster_data.MANAGE_PUPILS, postings_data.MANAGE)):
            return Outcome.HELD_BACK, _("您不能登记人员，请由有权的同事采用。")
        about = self._held("demographics", row.sourced_id)
        sex = SEXES.get(about.get("sex", ""), "") or values.get(f"{OWN_SIGN}sex", "")
        if sex not in ("1", "2"):
            return Outcome.HELD_BACK, _("没有性别，不能登记。请对方补充demographics文件。")
        born_on = _day(about, "birthDate")
        known = [] if row.is_new_person else matching.alike(self.actor, self.partner, values, born_on)
        if known:
            words = _("本区已有%(count)s名同名%(also)s的人，请在本行选择对应，或注明是新的人。")
            return Outcome.HELD_BACK, words % {"count": len(known), "also": _("、同生日") if born_on else ""}
        person = persons.create_person(
            actor=self.actor,
            name=records.full_name(values),
            sex=sex,
            born_on=born_on,
            phone=values.get("sms") or values.get("phone") or "",
            email=values.get("email", "")[:254],
            known_e_id=values.get("userMasterIdentifier", ""),
        )
        return self._wrote(row, Target.PERSON, person.pk)

    def _write_roles(self, row: SetRow, values: Values) -> Result:
        role = values.get("role", "")
        if role in ("student", "guardian", "parent", "relative"):
            return Outcome.KEPT, ""
        person, place = self._person_and_place(values)
        if person is None or place is None:
            return Outcome.HELD_BACK, _("人员或单位没有对应，不能登记任职。")
        title = values.get(f"{OWN_SIGN}title", "")[:40]
        posting = postings.start_posting(
            actor=self.actor,
            person_id=person,
            organisation_id=place.pk,
            role=matching.role_of(values),
            starts_on=_day(values, "beginDate") or self.actor.on,
            title=title or ("" if role == "teacher" else role[:40]),
            is_main=values.get("roleType") == "primary",
            basis=_("%(partner)s数据交换") % {"partner": self.partner.name},
        )
        return self._wrote(row, Target.POSTING, posting.pk)

    def _person_and_place(self, values: Values) -> tuple[int | None, Organisation | None]:
        person = self.matcher.linked("users", values.get("userSourcedId", ""), Target.PERSON)
        place_id = self.matcher.linked("orgs", values.get("orgSourcedId", ""), Target.ORGANISATION)
        return person, Organisation.objects.visible_to(self.actor).filter(pk=place_id).first()

    def _write_classes(self, row: SetRow, values: Values) -> Result:
        school = self.matcher.linked("orgs", values.get("schoolSourcedId", ""), Target.ORGANISATION)
        if school is None:
            return Outcome.HELD_BACK, _("学校没有对应，不能登记班级。")
        if values.get("classType") == "homeroom":
            return self._write_class_group(row, values, school)
        terms = [
            self.matcher.linked("academicSessions", own, Target.TERM)
            for own in matching.split(values.get("termSourcedIds", ""))
        ]
        subjects = matching.split(values.get("subjectCodes", ""))
        if not any(terms) or not subjects:
            return Outcome.HELD_BACK, _("学期没有对应，或者没有学科代码，不能登记教学班。")
        group = roster.create_teaching_group(
            actor=self.actor,
            organisation_id=school,
            term_id=next(term for term in terms if term is not None),
            subject_code=subjects[0][:6],
            name=values.get("title", "")[:40],
        )
        return self._wrote(row, Target.TEACHING_GROUP, group.pk)

    def _write_class_group(self, row: SetRow, values: Values, school: int) -> Result:
        stage, year, number = (values.get(f"{OWN_SIGN}{key}", "") for key in ("stage", "enrolYear", "classNumber"))
        if stage not in roster_data.Stage.values or not (year.isdigit() and number.isdigit()):
            return Outcome.HELD_BACK, _("看不出学段、入学年和班号，请先在本区开班，再选择对应。")
        cohort = roster.open_cohort(actor=self.actor, organisation_id=school, stage=stage, enrol_year=int(year))
        group = roster.open_class_group(
            actor=self.actor,
            cohort_id=cohort.pk,
            number=int(number),
            starts_on=_day(values, f"{OWN_SIGN}startsOn") or date(int(year), 9, 1),
        )
        return self._wrote(row, Target.CLASS_GROUP, group.pk)

    def _write_enrollments(self, row: SetRow, values: Values) -> Result:
        person = self.matcher.linked("users", values.get("userSourcedId", ""), Target.PERSON)
        own = values.get("classSourcedId", "")
        class_group = self.matcher.linked("classes", own, Target.CLASS_GROUP)
        group = self.matcher.linked("classes", own, Target.TEACHING_GROUP)
        if person is None or (class_group is None and group is None):
            return Outcome.HELD_BACK, _("人员或班级没有对应，不能登记。")
        begins = _day(values, "beginDate")
        if values.get("role") == "teacher" and class_group is not None:
            return self._write_teaching(row, values, person, class_group, begins)
        if values.get("role") != "student":
            return Outcome.KEPT, ""
        if class_group is not None:
            return self._write_stay(row, values, person, class_group, begins)
        member = roster.add_group_member(
            actor=self.actor, teaching_group_id=group, person_id=person, on=begins or self.actor.on
        )
        return self._wrote(row, Target.MEMBERSHIP, member.pk)

    def _write_stay(self, row: SetRow, values: Values, person: int, class_group: int, begins: date | None) -> Result:
        user = self._held("users", values.get("userSourcedId", ""))
        seat = values.get(f"{OWN_SIGN}seatNumber", "")
        starts_on = begins or ClassGroup.objects.values_list("starts_on", flat=True).get(pk=class_group)
        stay = roster.enrol(
            actor=self.actor,
            person_id=person,
            class_group_id=class_group,
            starts_on=starts_on,
            student_number=user.get(f"{OWN_SIGN}studentNumber", ""),
            basis=_("%(partner)s数据交换") % {"partner": self.partner.name},
            seat_number=int(seat) if seat.isdigit() and len(seat) < 4 else None,
        )
        return self._wrote(row, Target.ENROLMENT, stay.pk)

    def _write_teaching(
        self, row: SetRow, values: Values, person: int, class_group: int, begins: date | None
    ) -> Result:
        lesson = self._held("classes", values.get("classSourcedId", ""))
        subject = values.get(f"{OWN_SIGN}subject") or (matching.split(lesson.get("subjectCodes", "")) or [""])[0]
        if not subject:
            return Outcome.HELD_BACK, _("没有学科代码，不能登记任课。")
        taught = roster.assign_teaching(
            actor=self.actor,
            person_id=person,
            class_group_id=class_group,
            subject_code=subject[:6],
            on=begins or self.actor.on,
        )
        return self._wrote(row, Target.TEACHING, taught.pk)

    def _held(self, file: str, sourced_id: str) -> Values:
        """What is held of another record, this set's own rows included."""
        staged = SetRow.objects.filter(received_set=self.received, file=file, sourced_id=sourced_id, line__isnull=False)
        row: Any = staged.exclude(difference__in=("refused", "left_out")).select_related("layout").first()
        if row is None:
            kept = HeldRecord.objects.filter(partner=self.partner, file=file, sourced_id=sourced_id)
            row = kept.select_related("layout").first()
        if row is None:
            return {}
        layout = row.layout
        cells = records.unseal_cells(row.cells)
        return records.read_record(layout.read_as, layout.columns, cells, layout.date_order).values

    # -- what changed ------------------------------------------------------------------------------------------------

    def _update(self, read_as: str, link: Link, values: Values) -> Result:
        """Only what came into our register through this partner follows its changes."""
        if not (self.partner.writes_register and link.is_written and read_as == "users"):
            return Outcome.LINKED, ""
        person = Person.objects.get(pk=link.target_id)
        wanted = {"name": records.full_name(values), "email": values.get("email", "")[:254]}
        changed = {field: value for field, value in wanted.items() if value and getattr(person, field) != value}
        if not changed:
            return Outcome.LINKED, ""
        self._remember("person_changed", person.pk, None, {field: getattr(person, field) for field in changed})
        persons.update_person(actor=self.actor, person_id=person.pk, **changed)
        return Outcome.UPDATED, ""


def _day(values: Values, name: str) -> date | None:
    text = values.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
