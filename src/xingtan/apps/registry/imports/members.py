"""Members of the family as lists bring them, beside a pupil (成员1, 成员2) or one a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.codes import checks
from xingtan.kernel.imports import fields
from xingtan.kernel.imports.fields import Field
from xingtan.kernel.imports.register import Line, Setting
from xingtan.people.persons import cells
from xingtan.people.persons.data import RESIDENT_ID
from xingtan.people.persons.intake import NewPerson
from xingtan.people.persons.models import Person
from xingtan.people.persons.sealing import mask_document, mask_phone
from xingtan.people.roster import services as roster
from xingtan.people.roster.data import Relation
from xingtan.people.roster.models import Guardianship

MOST = 2  # members that the national export puts beside a pupil
ADULT_KINDS = ("1", "6", "7", "8", "9", "A", "C", "2", "3", "Z")
RELATION_WORDS = {
    "father:1": "父亲 父 爸爸 继父 养父",
    "mother:2": "母亲 母 妈妈 继母 养母",
    "grandfather:1": "祖父 爷爷 外祖父 外公 姥爷",
    "grandmother:2": "祖母 奶奶 外祖母 外婆 姥姥",
    "sibling:1": "哥哥 兄",
    "sibling:2": "姐姐 姐",
    "sibling:": "兄弟姐妹",
    "other:": "其他监护人 其他 其他亲属",
    "other:1": "叔叔 伯父 舅舅",
    "other:2": "姑姑 姨妈",
}  # relation and sex, where the word tells it
RELATIONS: dict[str, fields.Value] = {word: value for value, words in RELATION_WORDS.items() for word in words.split()}


def relation_words(value: str) -> str:
    return str(Relation(value.partition(":")[0]).label)


parse_relation = fields.one_of(RELATIONS, _("关系"))


def member_fields(number: int) -> tuple[Field, ...]:
    """Columns of one member beside a pupil. Only the name is told apart in the preview; the rest goes with it."""
    prefix, head = f"member{number}_", f"成员{number}"
    return (
        Field(
            f"{prefix}name", MemberLabel(_("成员%(number)s姓名"), number), parse=cells.name,
            aliases=(f"{head}姓名",),
        ),
        Field(
            f"{prefix}relation", MemberLabel(_("成员%(number)s关系"), number), parse=parse_relation,
            aliases=(f"{head}关系",), show=relation_words,
        ),
        Field(
            f"{prefix}phone", MemberLabel(_("成员%(number)s联系电话"), number), parse=cells.phone,
            aliases=(f"{head}联系电话", f"{head}电话"), is_secret=True, mask=mask_phone, is_exact=True,
        ),
        Field(
            f"{prefix}is_guardian", MemberLabel(_("成员%(number)s是否监护人"), number), parse=fields.flag,
            aliases=(f"{head}是否监护人",), choices=("是", "否"),
        ),
        Field(
            f"{prefix}document_kind", MemberLabel(_("成员%(number)s证件类型"), number),
            parse=fields.code("document_kind", only=ADULT_KINDS, also=cells.DOCUMENT_WORDS),
            aliases=(f"{head}证件类型", f"{head}身份证件类型"),
        ),
        Field(
            f"{prefix}document_number", MemberLabel(_("成员%(number)s证件号码"), number), parse=cells.document_number,
            aliases=(f"{head}证件号", f"{head}身份证号", f"{head}身份证件号"), is_secret=True, mask=mask_document,
            is_exact=True,
        ),
    )  # fmt: skip


class MemberLabel:
    """A label with the number of the member, said in the language of whoever reads."""

    def __init__(self, words: Any, number: int) -> None:
        self.words, self.number = words, number

    def __str__(self) -> str:
        return str(self.words) % {"number": self.number}


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody who is to be registered as guardian."""

    name: str
    relation: str
    sex: str
    phone: str = ""
    document: tuple[str, str] | None = None
    index: bytes | None = None

    @property
    def person(self) -> NewPerson:
        born_on = None
        if self.document and self.document[0] == RESIDENT_ID:
            born_on = checks.resident_birthday(self.document[1])
        return NewPerson(name=self.name, sex=self.sex, born_on=born_on, document=self.document, phone=self.phone)


def member_of(line: Line, setting: Setting, *, prefix: str = "") -> Member | None:
    """The member that a line speaks of; refuses what does not go together. None where nobody can be registered."""
    values = line.values
    cells.settle_document(line, setting.on, prefix=prefix)
    name, relation = values.get(f"{prefix}name"), values.get(f"{prefix}relation")
    if not name or not relation:
        return None
    kind, sex = str(relation).split(":")
    number = values.get(f"{prefix}document_number")
    is_resident = bool(number) and values[f"{prefix}document_kind"] == RESIDENT_ID
    if is_resident and checks.resident_id_problem(number, on=setting.on) is None:
        of_number = checks.resident_sex(number)
        if sex and of_number != sex:
            line.refuse(f"{prefix}relation", _g("与身份证号第17位的性别不一致，请核对。"))
        sex = of_number
    sex = values.get(f"{prefix}sex", sex)
    if not sex:
        line.refuse(f"{prefix}relation", _g("看不出性别，请填身份证号，或把关系写具体（如哥哥、姑姑）。"))
        return None
    phone = values.get(f"{prefix}phone", "")
    complained = {code for code, _sentence in line.problems}
    if not phone and not number and not complained & {f"{prefix}phone", f"{prefix}document_number"}:
        line.refuse(f"{prefix}phone", _g("监护人的联系电话和证件号码至少填一项。"))
        return None
    return Member(
        name=name,
        relation=kind,
        sex=sex,
        phone=phone,
        document=(values[f"{prefix}document_kind"], number) if number else None,
        index=cells.document_index(line, prefix=prefix),
    )


def guardians_of(pupil_ids: Iterable[int]) -> dict[int, list[Guardianship]]:
    """Open guardianships of pupils: pupil -> with their guardians."""
    found: dict[int, list[Guardianship]] = {}
    rows = Guardianship.objects.filter(pupil_id__in=list(pupil_ids), status__in=("requested", "confirmed"))
    for row in rows.select_related("guardian").order_by("pk"):
        found.setdefault(row.pupil_id, []).append(row)
    return found


def same_as(member: Member, known: Iterable[Guardianship], holder: int | None) -> Guardianship | None:
    """The guardianship that is about this member: by document, else by phone and name together."""
    for row in known:
        if holder is not None and row.guardian_id == holder:
            return row
    if holder is not None:
        return None
    for row in known:
        if member.phone and (row.guardian.phone, row.guardian.name) == (member.phone, member.name):
            return row
    return None


class Members:
    """成员1 and 成员2 of the lines of a pupils' file."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.wanted: dict[int, list[tuple[int, Member]]] = {}  # line number -> (number of the member, member)
        self.known: dict[int, dict[str, Any]] = {}  # pupil -> field code -> name registered

    def look_up(self, lines: Sequence[Line]) -> None:
        found = {line.number: list(self._members(line)) for line in lines}
        self.wanted.update({number: members for number, members in found.items() if members})
        holders = cells.holders(member.index for rows in found.values() for _n, member in rows if member.index)
        names = dict(Person.objects.filter(pk__in=holders.values()).values_list("pk", "name"))
        guardians = guardians_of(line.held_id for line in lines if line.held_id)
        for line in lines:
            known: dict[str, Any] = {}
            for number, member in found[line.number]:
                code = f"member{number}_name"
                holder = holders.get(member.index or b"")
                if holder is not None and names[holder] != member.name:
                    line.refuse(code, _g("这个证件号码登记的是另一个姓名，请核对证件号码。"))
                same = same_as(member, guardians.get(line.held_id or 0, ()), holder)
                known[code] = member.name if same is not None else ""
            if line.held_id:
                self.known[line.held_id] = known

    def _members(self, line: Line) -> Iterable[tuple[int, Member]]:
        """Members who are guardians; all but the name leaves the line, which is about the pupil."""
        for number in range(1, MOST + 1):
            prefix = f"member{number}_"
            is_guardian = line.values.get(f"{prefix}is_guardian", True)
            known = {*line.values, *(code for code, _sentence in line.problems)}
            if is_guardian and f"{prefix}name" in line.values and f"{prefix}relation" not in known:
                line.refuse(f"{prefix}relation", _g("填了姓名，还要填与学生的关系。"))
            member = member_of(line, self.setting, prefix=prefix) if is_guardian else None
            if member is not None:
                yield number, member
            for code in [code for code in line.values if code.startswith(prefix)]:
                if member is None or code != f"{prefix}name":
                    del line.values[code]

    def held(self, pupil_id: int) -> dict[str, Any]:
        return self.known.get(pupil_id, {})

    def register(self, line_number: int, pupil_id: int) -> list[dict[str, Any]]:
        """Register the guardians of one line with the pupil, but who is registered already."""
        done = []
        for number, member in self.wanted.get(line_number, ()):
            if self.known.get(pupil_id, {}).get(f"member{number}_name"):
                continue
            done.append(take_in(self.setting, pupil_id, member))
        return done

    def take_back(self, guardians: Iterable[dict[str, Any]]) -> None:
        for taken_in in guardians:
            roster.withdraw_guardian(actor=self.setting.actor, taken_in=taken_in)


def take_in(setting: Setting, pupil_id: int, member: Member, *, is_first_contact: bool = False) -> dict[str, Any]:
    """Register one guardian; whoever holds the document by now is the one."""
    holder = cells.holders([member.index]).get(member.index) if member.index else None
    return roster.take_in_guardian(
        actor=setting.actor,
        pupil_id=pupil_id,
        relation=member.relation,
        on=setting.on,
        now=setting.now,
        person=None if holder else member.person,
        person_id=holder,
        is_first_contact=is_first_contact,
    )
