"""The register of classes with their homeroom teachers: recognised by grade and number within a school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.imports import pupils
from xingtan.apps.registry.selectors import words
from xingtan.kernel.clock import in_force
from xingtan.kernel.errors import DomainError
from xingtan.kernel.imports import fields
from xingtan.kernel.imports.data import Verdict
from xingtan.kernel.imports.fields import Field
from xingtan.kernel.imports.register import Line, Register, Session, Setting
from xingtan.kernel.scopes import Actor
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.organisations.data import Kind
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons import cells
from xingtan.people.persons.models import Person
from xingtan.people.persons.sealing import mask_document
from xingtan.people.postings import services as postings
from xingtan.people.postings.models import Posting
from xingtan.people.roster import data as roster_data
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import ClassGroup
from xingtan.people.roster.places import Classes, Place

HOMEROOM = "homeroom_teacher"
FIELDS = (
    Field(
        "school_code", _("学校标识码"), parse=cells.school_code, aliases=("学校代码", "XXDM"), example="2137000001",
        note=_("导入到一所学校时可不填；填了就要是这所学校。"),
    ),
    Field("grade", _("年级"), parse=fields.text(20), aliases=("所在年级", "年级名称", "SSNJ"), example="三年级"),
    Field(
        "class", _("班级"), parse=fields.text(30), aliases=("班级名称", "班号", "班级号", "BJMC", "BH"),
        is_required=True, example="2班", note=_("如2班、三（2）班、2024级2班。"),
    ),
    Field("alias", _("班级别名"), parse=fields.text(20), aliases=("别名", "班名")),
    Field("room", _("教室"), parse=fields.text(20), aliases=("教室号",), example="教学楼203"),
    Field(
        "kind_code", _("班级类型"), parse=fields.code("class_kind"), aliases=("班级类别",),
        show=lambda code: words.word("class_kind", code),
    ),
    Field(
        "teacher_number", _("班主任证件号码"), parse=cells.document_number,
        aliases=("班主任身份证号", "班主任身份证件号", "班主任证件号"), is_secret=True, mask=mask_document,
        is_exact=True,
        note=_("有同名教师时按证件号码认。"),
    ),
    Field("teacher", _("班主任"), parse=cells.name, aliases=("班主任姓名",), example="孟知远"),
)  # fmt: skip
DETAILS = ("alias", "room", "kind_code")


class ClassSession(Session):
    """Classes of one school, or of all schools below the bureau."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        schools = list(Organisation.objects.filter(path__below=setting.path, kind=Kind.SCHOOL))
        self.by_code = {school.code: school for school in schools if school.code}
        self.only = schools[0] if len(schools) == 1 else None
        self.places: dict[int, tuple[Classes, Place]] = {}  # line number -> where
        self.teachers: dict[int, Person] = {}  # line number -> homeroom teacher
        self._classes: dict[int, Classes] = {}

    def match(self, lines: Sequence[Line]) -> None:
        for line in lines:
            code = line.values.get("school_code")
            school = self.by_code.get(code) if code else self.only
            if school is None:
                sentence = _g("%(code)s不是这个范围内的学校。") if code else _g("导入到全局时要填学校标识码。")
                line.refuse("school_code", sentence % {"code": code})
                continue
            self._find(line, school)
        self._find_teachers([line for line in lines if line.number in self.places])

    def _find(self, line: Line, school: Organisation) -> None:
        grade, name = line.values.get("grade", ""), line.values.get("class", "")
        line.title = f"{grade}{name}"
        if not name:
            return
        classes = self._classes.setdefault(school.pk, Classes(school, self.setting.on))
        place = classes.place(grade, name)
        if place is None:
            sentence = _g("看不出%(school)s的哪个班（年级“%(grade)s”，班级“%(name)s”），请写成如“三（2）班”。")
            line.refuse("class", sentence % {"school": school.display_name, "grade": grade, "name": name})
            return
        self.places[line.number] = (classes, place)
        line.title = f"{school.display_name}{classes.words(place)}"
        line.key = f"{school.pk}:{place.stage}:{place.enrol_year}:{place.number}"
        line.values["class"] = classes.words(place)
        line.values.pop("grade", None)
        known = classes.known.get(place)
        line.held_id = known.pk if known is not None else None

    def _find_teachers(self, lines: Sequence[Line]) -> None:
        """By document, else by name among those who work at the school."""
        indexes = {line.number: self._index(line) for line in lines}
        holders = cells.holders(index for index in indexes.values() if index)
        schools = {line.number: self.places[line.number][0].school.pk for line in lines}
        rows = Posting.objects.filter(
            in_force(self.setting.on), organisation_id__in=schools.values(), role__in=STAFF_ROLES
        )
        staff: dict[int, dict[int, Person]] = {}
        if any(line.values.get("teacher") or indexes[line.number] for line in lines):
            for posting in rows.select_related("person"):
                staff.setdefault(posting.organisation_id, {})[posting.person_id] = posting.person
        for line in lines:
            index, name = indexes[line.number], line.values.get("teacher")
            line.values.pop("teacher_number", None)
            here = staff.get(schools[line.number], {})
            if index:
                teacher = here.get(holders.get(index, 0))
                if teacher is None:
                    line.refuse("teacher_number", _g("本校没有这个证件号码的教职工，请先导入教职工。"))
                elif name and teacher.name != name:
                    line.refuse("teacher", _g("这个证件号码登记的是另一个姓名，请核对证件号码。"))
            elif name:
                teacher = self._by_name(line, [person for person in here.values() if person.name == name])
            else:
                continue
            if teacher is not None:
                self.teachers[line.number] = teacher
                line.values["teacher"] = teacher.name

    def _index(self, line: Line) -> bytes | None:
        held = Line(line.number, {"document_number": line.values.get("teacher_number")}, problems=line.problems)
        if held.values["document_number"] is None:
            return None
        cells.settle_document(held, self.setting.on)
        return cells.document_index(held)

    def _by_name(self, line: Line, same: Sequence[Person]) -> Person | None:
        name = line.values["teacher"]
        if len(same) > 1:
            sentence = _g("本校有%(count)d名“%(name)s”，请填班主任证件号码。")
            line.refuse("teacher", sentence % {"count": len(same), "name": name})
        elif not same:
            line.refuse("teacher", _g("本校没有叫“%(name)s”的教职工，请先导入教职工。") % {"name": name})
        return same[0] if len(same) == 1 else None

    def held(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        rows = list(ClassGroup.objects.filter(pk__in=ids).select_related("organisation", "cohort"))
        led = Posting.objects.filter(
            in_force(self.setting.on), role=HOMEROOM, scope_path__in=[row.path for row in rows]
        )
        teachers = {posting.scope_path: posting.person.name for posting in led.select_related("person")}
        return {
            row.pk: {
                **{code: getattr(row, code) for code in DETAILS},
                "school_code": row.organisation.code,
                "teacher": teachers.get(row.path, ""),
            }
            for row in rows
        }

    def count(self) -> int:
        return int(ClassGroup.objects.filter(path__below=self.setting.path).open_on(self.setting.on).count())

    def write(self, lines: Sequence[Line]) -> None:
        for line in lines:
            try:
                with transaction.atomic():
                    (self._open if line.verdict == Verdict.NEW else self._change)(line)
            except DomainError as error:
                line.refuse("", error)

    def _open(self, line: Line) -> None:
        classes, place = self.places[line.number]
        opened = classes.open(place, self.setting.actor, self.setting.on)
        self._set(opened.pk, line.values)
        line.held_id = opened.pk
        line.undo = {"new": opened.pk, **self._lead(line, opened)}

    def _change(self, line: Line) -> None:
        assert line.held_id is not None
        after = {code: new for code, (_old, new) in line.changes.items()}
        before = {code: old for code, (old, _new) in line.changes.items()}
        self._set(line.held_id, after)
        class_group = ClassGroup.objects.get(pk=line.held_id)
        led = self._lead(line, class_group) if "teacher" in after else {}
        line.undo = {"class": line.held_id, "before": before, "after": after, **led}

    def _set(self, class_group_id: int, values: Mapping[str, Any]) -> None:
        details = {code: values[code] or "" for code in DETAILS if code in values}
        if details:
            roster.update_class_group(actor=self.setting.actor, class_group_id=class_group_id, **details)

    def _lead(self, line: Line, class_group: ClassGroup) -> dict[str, Any]:
        """Appoint the homeroom teacher. Returns what taking back needs."""
        teacher = self.teachers.get(line.number)
        if teacher is None:
            return {}
        on = self.setting.on
        led = Posting.objects.filter(in_force(on), role=HOMEROOM, scope_path=class_group.path)
        ended = {row.pk: row.ends_on.isoformat() if row.ends_on else None for row in led}
        started = roster.set_homeroom_teacher(
            actor=self.setting.actor, class_group_id=class_group.pk, person_id=teacher.pk, on=on
        )
        is_new = started.pk not in ended
        return {"started": started.pk if is_new else None, "ended": list(ended.items()) if is_new else []}

    # --- taken back ---------------------------------------------------------------------------------------------

    def take_back(self, lines: Sequence[Line]) -> set[int]:
        return {line.number for line in lines if not self._is_taken_back(line)}

    def _is_taken_back(self, line: Line) -> bool:
        undo, actor = line.undo, self.setting.actor
        if "new" in undo:
            with transaction.atomic():
                self._restore_teacher(undo)
                is_back = roster.withdraw_class_group(actor=actor, class_group_id=undo["new"])
                if not is_back:
                    transaction.set_rollback(True)
            return is_back
        held = self.held([undo["class"]]).get(undo["class"])
        if held is None or any(held.get(code) != value for code, value in undo["after"].items()):
            return False
        self._restore_teacher(undo)
        self._set(undo["class"], undo["before"])
        return True

    def _restore_teacher(self, undo: Mapping[str, Any]) -> None:
        if undo.get("started"):
            postings.withdraw_posting(actor=self.setting.actor, posting_id=undo["started"])
        for posting_id, ends_on in undo.get("ended", ()):
            postings.correct_posting(
                actor=self.setting.actor,
                posting_id=posting_id,
                ends_on=date.fromisoformat(ends_on) if ends_on else None,
            )


class ClassRegister(Register):
    code = "registry.classes"
    label = _("班级")
    unit = _("个班")
    permission = roster_data.MANAGE_CLASSES
    fields = FIELDS
    key_note = _("按学校、年级和班号认班级；班主任先按证件号码认，没有时按本校教职工的姓名。")
    url_name = "registry:class_list"
    session = ClassSession

    def targets(self, actor: Actor) -> Any:
        """Schools within reach, and the bureau for who may arrange classes of all of them."""
        return pupils.units_within(actor, self.permission)

    def actor_of(self, *, account_id: int, person_id: int, posting_id: int | None, on: date, now: datetime) -> Actor:
        return pupils.PupilRegister().actor_of(
            account_id=account_id, person_id=person_id, posting_id=posting_id, on=on, now=now
        )

    def name_of(self, actor: Actor) -> str:
        return pupils.PupilRegister().name_of(actor)
