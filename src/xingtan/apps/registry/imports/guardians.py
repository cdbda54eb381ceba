"""The register of guardians: one line is one pupil and one guardian."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.imports import members, pupil_fields, pupils
from xingtan.apps.registry.imports.members import Member
from xingtan.kernel.clock import in_force
from xingtan.kernel.errors import DomainError
from xingtan.kernel.imports import fields
from xingtan.kernel.imports.data import Verdict
from xingtan.kernel.imports.fields import Field
from xingtan.kernel.imports.register import Line, Register, Session, Setting
from xingtan.kernel.scopes import Actor
from xingtan.people.persons import cells, sealing
from xingtan.people.persons import services as persons
from xingtan.people.persons.models import IdentityDocument, Person
from xingtan.people.persons.sealing import mask_document, mask_phone
from xingtan.people.roster import data as roster_data
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import Enrolment, Guardianship
from xingtan.people.roster.services import stays_within

FIELDS = (
    Field("pupil_name", _("学生姓名"), parse=cells.name, aliases=("学生",), is_required=True, example="欧阳晓雨"),
    Field(
        "pupil_number", _("学生证件号码"), parse=cells.document_number,
        aliases=("学生身份证号", "学生身份证件号", "学生证件号"), is_secret=True, mask=mask_document, is_exact=True,
        note=_("学生证件号码和学籍号至少填一项，用来认学生。"), example="999900201503020027",
    ),
    Field(
        "student_number", _("学籍号"), parse=pupil_fields.student_number, aliases=("全国学籍号", "学生学籍号"),
        is_secret=True, mask=lambda number: number[0] + mask_document(number[1:]), is_exact=True,
    ),
    Field(
        "name", _("监护人姓名"), parse=cells.name, aliases=("姓名", "家长姓名", "成员姓名", "CYXM"), is_required=True,
        example="欧阳明",
    ),
    Field(
        "relation", _("与学生的关系"), parse=members.parse_relation, aliases=("关系", "与学生关系", "GXM"),
        is_required=True, choices=("父亲", "母亲", "祖父", "祖母", "外祖父", "外祖母", "哥哥", "姐姐", "其他监护人"),
        example="父亲", show=members.relation_words,
    ),
    Field("sex", _("监护人性别"), parse=cells.sex, aliases=("性别", "家长性别"), choices=("男", "女")),
    Field(
        "phone", _("联系电话"), parse=cells.phone, aliases=("手机", "手机号码", "家长电话", "监护人电话"),
        is_secret=True, mask=mask_phone, is_exact=True,
    ),
    Field(
        "document_kind", _("证件类型"),
        parse=fields.code("document_kind", only=members.ADULT_KINDS, also=cells.DOCUMENT_WORDS),
        aliases=("监护人证件类型", "家长证件类型"), choices=("居民身份证",), note=_("不填按居民身份证。"),
    ),
    Field(
        "document_number", _("证件号码"), parse=cells.document_number,
        aliases=("监护人证件号码", "监护人身份证号", "家长身份证号", "身份证号", "证件号"), is_secret=True,
        mask=mask_document, is_exact=True, note=_("该列请设为文本格式。"),
    ),
    Field("is_first_contact", _("第一联系人"), parse=fields.flag, aliases=("是否第一联系人",), choices=("是", "否")),
)  # fmt: skip


class GuardianSession(Session):
    """Guardians of the pupils of one school, or of all schools below the bureau."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.wanted: dict[int, tuple[int, Member]] = {}  # line number -> (pupil, member)

    def match(self, lines: Sequence[Line]) -> None:
        pupils_of = self._pupils(lines)
        found: dict[int, Member] = {}
        for line in lines:
            line.title = _g("%(pupil)s的监护人%(name)s") % {
                "pupil": line.values.get("pupil_name", ""), "name": line.values.get("name", ""),
            }  # fmt: skip
            member = members.member_of(line, self.setting)
            if member is not None:
                found[line.number] = member
            line.values.pop("sex", None)
        holders = cells.holders(member.index for member in found.values() if member.index)
        names = dict(Person.objects.filter(pk__in=holders.values()).values_list("pk", "name"))
        known = members.guardians_of(pupils_of.values())
        for line in lines:
            pupil, given = pupils_of.get(line.number), found.get(line.number)
            if pupil is None or given is None:
                continue
            self.wanted[line.number] = (pupil, given)
            line.values["relation"] = f"{given.relation}:{given.sex}"
            holder = holders.get(given.index or b"")
            if holder is not None and names[holder] != given.name:
                line.refuse("name", _g("这个证件号码登记的是另一个姓名，请核对证件号码。"))
            who = given.index or sealing.blind_index(f"{given.name}:{given.phone}")
            line.key = sealing.blind_index(f"{pupil}:{who.hex()}").hex()[:40]
            same = members.same_as(given, known.get(pupil, ()), holder)
            if same is not None:
                line.held_id = same.pk

    def _pupils(self, lines: Sequence[Line]) -> dict[int, int]:
        """Line number -> the pupil of the target whom it names, by document or student number, with the name."""
        documents = {
            line.number: sealing.blind_index(f"1:{line.values['pupil_number']}")
            for line in lines
            if line.values.get("pupil_number")
        }
        numbers = {
            line.number: sealing.blind_index(line.values["student_number"])
            for line in lines
            if line.values.get("student_number")
        }
        by_document = cells.holders(documents.values())
        rows = Enrolment.objects.filter(student_number_index__in=list(numbers.values()))
        by_number = {bytes(i): person for i, person in rows.values_list("student_number_index", "person_id")}
        people = {*by_document.values(), *by_number.values()}
        stays = stays_within(self.setting.path, self.setting.on).filter(person_id__in=people)
        names = dict(stays.values_list("person_id", "person__name"))
        found: dict[int, int] = {}
        for line in lines:
            document, number = documents.get(line.number), numbers.get(line.number)
            person = by_document.get(document or b"") or by_number.get(number or b"")
            if not document and not number:
                if not any(code in ("pupil_number", "student_number") for code, _sentence in line.problems):
                    line.refuse("pupil_number", _g("学生证件号码和学籍号至少填一项，用来认学生。"))
            elif person not in names:
                line.refuse("pupil_name", _g("本范围内没有这个号码的在籍学生，请先导入学生。"))
            elif person is not None and line.values.get("pupil_name") not in (None, names[person]):
                line.refuse("pupil_name", _g("这个号码登记的是另一个姓名，请核对。"))
            elif person is not None:
                found[line.number] = person
            for code in ("pupil_number", "student_number"):
                line.values.pop(code, None)
        return found

    def held(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        rows = Guardianship.objects.filter(pk__in=ids).select_related("guardian")
        people = [row.guardian_id for row in rows]
        documents = {
            row.person_id: row for row in IdentityDocument.objects.filter(person_id__in=people).order_by("-kind")
        }
        found = {}
        for row in rows:
            document = documents.get(row.guardian_id)
            found[row.pk] = {
                "name": row.guardian.name,
                "relation": f"{row.relation}:{row.guardian.sex}",
                "phone": row.guardian.phone,
                "document_kind": document.kind if document else None,
                "document_number": document.number if document else None,
                "is_first_contact": row.is_first_contact,
            }
        return found

    def check(self, lines: Sequence[Line]) -> None:
        """Who uses an account keeps their own phone and document."""
        ids = [line.held_id for line in lines if line.held_id]
        rows = {row.pk: row for row in Guardianship.objects.filter(pk__in=ids).select_related("guardian")}
        for line in lines:
            row = rows.get(line.held_id or 0)
            if row is None:
                continue
            phone = line.values.get("phone")
            if phone and phone != row.guardian.phone and roster.is_own_account(row.guardian):
                line.refuse("phone", _g("这位监护人已启用账号，手机号由本人修改。"))

    def count(self) -> int:
        pupils_here = stays_within(self.setting.path, self.setting.on).order_by().values("person_id")
        return int(Guardianship.objects.filter(in_force(self.setting.on), pupil_id__in=pupils_here).count())

    # --- written ------------------------------------------------------------------------------------------------

    def write(self, lines: Sequence[Line]) -> None:
        for line in lines:
            try:
                with transaction.atomic():
                    (self._add if line.verdict == Verdict.NEW else self._change)(line)
            except DomainError as error:
                line.refuse("", error)

    def _add(self, line: Line) -> None:
        pupil, member = self.wanted[line.number]
        is_first = bool(line.values.get("is_first_contact"))
        taken_in = members.take_in(self.setting, pupil, member, is_first_contact=is_first)
        line.held_id, line.undo = taken_in["guardianship"], {"new": taken_in}

    def _change(self, line: Line) -> None:
        assert line.held_id is not None
        after = {code: new for code, (_old, new) in line.changes.items()}
        before = {code: old for code, (old, _new) in line.changes.items()}
        self._set(line.held_id, after)
        line.undo = {"guardianship": line.held_id, "before": before, "after": after}

    def _set(self, guardianship_id: int, values: Mapping[str, Any]) -> None:
        actor, row = self.setting.actor, Guardianship.objects.get(pk=guardianship_id)
        if values.get("name"):
            persons.update_person(actor=actor, person_id=row.guardian_id, name=values["name"])
        if "phone" in values:
            persons.set_phone(actor=actor, person_id=row.guardian_id, phone=values["phone"] or "")
        if values.get("document_number"):
            kind, number = values.get("document_kind") or "1", values["document_number"]
            persons.set_document(actor=actor, person_id=row.guardian_id, kind=kind, number=number)
        elif "document_number" in values:
            IdentityDocument.objects.filter(person_id=row.guardian_id).delete()
        if "relation" in values or "is_first_contact" in values:
            roster.correct_guardianship(
                actor=actor,
                guardianship_id=guardianship_id,
                now=self.setting.now,
                relation=str(values.get("relation") or "").partition(":")[0],
                is_first_contact=values.get("is_first_contact"),
            )

    def take_back(self, lines: Sequence[Line]) -> set[int]:
        return {line.number for line in lines if not self._is_taken_back(line)}

    def _is_taken_back(self, line: Line) -> bool:
        if "new" in line.undo:
            return roster.withdraw_guardian(actor=self.setting.actor, taken_in=line.undo["new"])
        held = self.held([line.undo["guardianship"]]).get(line.undo["guardianship"])
        if held is None or any(held.get(code) != value for code, value in line.undo["after"].items()):
            return False
        self._set(line.undo["guardianship"], line.undo["before"])
        return True


class GuardianRegister(Register):
    code = "registry.guardians"
    label = _("监护人")
    unit = _("人")
    permission = roster_data.MANAGE_PUPILS
    fields = FIELDS
    key_note = _("学生按证件号码或学籍号认；监护人先按证件号码认，没有时按该生名下的姓名和电话。不会只凭电话合并。")
    url_name = "registry:pupil_list"
    session = GuardianSession

    def targets(self, actor: Actor) -> Any:
        return pupils.PupilRegister().targets(actor)

    def actor_of(self, *, account_id: int, person_id: int, posting_id: int | None, on: date, now: datetime) -> Actor:
        return pupils.PupilRegister().actor_of(
            account_id=account_id, person_id=person_id, posting_id=posting_id, on=on, now=now
        )

    def name_of(self, actor: Actor) -> str:
        return pupils.PupilRegister().name_of(actor)
