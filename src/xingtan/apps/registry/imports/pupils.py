"""The register of pupils: recognised by document, by student number, else by name and birthday at the school."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.imports import pupil_fields
from xingtan.apps.registry.imports.members import Members
from xingtan.apps.registry.imports.pupil_writing import PupilWriter, held_values
from xingtan.kernel.clock import in_force
from xingtan.kernel.imports.register import Line, Register, Session, Setting, Target
from xingtan.kernel.scopes import Actor
from xingtan.people.access.services import build_actor
from xingtan.people.organisations.data import Kind
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons import cells, sealing
from xingtan.people.persons.models import Person
from xingtan.people.roster import data as roster
from xingtan.people.roster.models import Enrolment
from xingtan.people.roster.places import Classes, Place
from xingtan.people.roster.services import stays_within


class PupilSession(Session):
    """Pupils of one school, or of all schools below the bureau."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        schools = Organisation.objects.filter(path__below=setting.path, kind=Kind.SCHOOL)
        self.schools = {school.pk: school for school in schools}
        self.by_code = {school.code: school for school in schools if school.code}
        self.only = next((school for school in schools if school.path == setting.path), None)  # else all of the bureau
        self._classes: dict[int, Classes] = {}
        self.places: dict[int, tuple[Classes, Place]] = {}  # line number -> where it goes
        self.stays: dict[int, Enrolment] = {}  # person id -> where the register has them now
        self.known_persons: dict[int, int] = {}  # line number -> somebody registered who is on no roll
        self.members = Members(setting)
        self.writer = PupilWriter(self)

    def classes(self, school: Organisation) -> Classes:
        if school.pk not in self._classes:
            self._classes[school.pk] = Classes(school, self.setting.on)
        return self._classes[school.pk]

    # --- whose line it is ---------------------------------------------------------------------------------------

    def match(self, lines: Sequence[Line]) -> None:
        for line in lines:
            line.title = line.values.get("name", "")
            cells.settle_document(line, self.setting.on)
            self._find_class(line)
        documents = {line.number: cells.document_index(line) for line in lines}
        holders = cells.holders(index for index in documents.values() if index)
        numbers = {line.number: self._number_index(line) for line in lines}
        numbered = self._numbered([index for index in numbers.values() if index])
        namesakes = self._namesakes(lines)
        for line in lines:
            document, number = documents[line.number], numbers[line.number]
            line.key = self._key(line, document, number)
            by_document, by_number = holders.get(document or b""), numbered.get(number or b"")
            if by_document and by_number and by_document != by_number:
                line.refuse("student_number", _g("证件号码和学籍号在册中属于不同的两个人，请核对。"))
                continue
            person = by_document or by_number
            if person is None and not document and not number:
                person = self._by_name(line, namesakes)
            if person is not None:
                line.held_id = person
        self._place_on_roll(lines)
        self.members.look_up(lines)

    def _find_class(self, line: Line) -> None:
        code = line.values.get("school_code")
        school = self.by_code.get(code) if code else self.only
        if school is None:
            if code:
                line.refuse("school_code", _g("%(code)s不是这个范围内的学校。") % {"code": code})
            elif not self.only:
                line.refuse("school_code", _g("导入到全局时要填学校标识码。"))
            return
        grade, name = line.values.get("grade", ""), line.values.get("class", "")
        if not name:
            return
        classes = self.classes(school)
        place = classes.place(grade, name)
        if place is None:
            sentence = _g("看不出%(school)s的哪个班（年级“%(grade)s”，班级“%(name)s”），请写成如“三（2）班”。")
            line.refuse("class", sentence % {"school": school.display_name, "grade": grade, "name": name})
            return
        if place not in classes.known:
            if not classes.may_open(self.setting.actor):
                sentence = _g("%(school)s还没有%(name)s，请先建班。")
                line.refuse("class", sentence % {"school": school.display_name, "name": classes.words(place)})
                return
            line.remarks.append(("class", _g("将新建%(name)s。") % {"name": classes.words(place)}))
        self.places[line.number] = (classes, place)
        line.values.pop("grade", None)
        line.values["class"] = f"{school.pk}:{place.stage}:{place.enrol_year}:{place.number}"

    def _number_index(self, line: Line) -> bytes | None:
        number = line.values.get("student_number")
        return sealing.blind_index(number) if number else None

    def _numbered(self, indexes: Sequence[bytes]) -> dict[bytes, int]:
        rows = Enrolment.objects.filter(student_number_index__in=indexes).order_by("starts_on")
        return {bytes(index): person for index, person in rows.values_list("student_number_index", "person_id")}

    def _namesakes(self, lines: Sequence[Line]) -> dict[tuple[str, str], list[int]]:
        """Pupils of the target by name and birthday, for lines without any number."""
        names = {line.values.get("name") for line in lines if not line.values.get("document_number")}
        rows = stays_within(self.setting.path, self.setting.on).filter(
            person__name__in=[name for name in names if name]
        )
        found: dict[tuple[str, str], list[int]] = {}
        for name, born_on, person_id in rows.values_list("person__name", "person__born_on", "person_id"):
            found.setdefault((name, born_on.isoformat() if born_on else ""), []).append(person_id)
        return found

    def _by_name(self, line: Line, namesakes: Mapping[tuple[str, str], list[int]]) -> int | None:
        same = namesakes.get((line.values.get("name", ""), line.values.get("born_on", "")), [])
        if len(same) > 1:
            line.refuse("name", _g("册中有%(count)d名同名同生日的学生，请填证件号码或学籍号。") % {"count": len(same)})
            return None
        return same[0] if same else None

    def _key(self, line: Line, document: bytes | None, number: bytes | None) -> str:
        if document or number:
            return f"d{(document or number or b'').hex()}"
        name, born = line.values.get("name"), line.values.get("born_on")
        return f"n{sealing.blind_index(f'{name}:{born}').hex()}" if name and born else ""

    def _place_on_roll(self, lines: Sequence[Line]) -> None:
        """Who is known must be a pupil of the target, or on no roll at all."""
        people = [line.held_id for line in lines if line.held_id]
        names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
        rows = Enrolment.objects.filter(person_id__in=people).filter(in_force(self.setting.on))
        stays = {stay.person_id: stay for stay in rows.select_related("organisation")}
        for line in lines:
            if line.held_id is None:
                continue
            name = line.values.get("name")
            stay = stays.get(line.held_id)
            if stay is not None:
                self.stays[line.held_id] = stay
            if stay is not None and not stay.scope_path.startswith(self.setting.path):
                sentence = _g("此人现在%(school)s在籍，请先办理转学。")
                line.refuse("", sentence % {"school": stay.organisation.name})
                line.held_id = None
            elif stay is None:
                if name and names[line.held_id] != name:
                    line.refuse("name", _g("这个证件号码登记的是另一个姓名，请核对证件号码。"))
                self.known_persons[line.number] = line.held_id
                line.held_id = None

    # --- what is held -------------------------------------------------------------------------------------------

    def held(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        found = held_values(ids, self.setting.path, self.setting.on)
        return {person_id: values | self.members.held(person_id) for person_id, values in found.items()}

    def check(self, lines: Sequence[Line]) -> None:
        for line in lines:
            born = line.values.get("born_on")
            if born and born > self.setting.on.isoformat():
                line.refuse("born_on", _g("晚于生效日期。"))
            place, stay = self.places.get(line.number), self.stays.get(line.held_id or 0)
            if place is None or stay is None:
                continue
            if stay.organisation_id != place[0].school.pk:
                line.refuse("class", _g("册中在另一所学校，换学校请办理转学。"))
            elif stay.starts_on > self.setting.on:
                sentence = _g("册中%(day)s才入班，晚于生效日期。")
                line.refuse("class", sentence % {"day": stay.starts_on.isoformat()})

    def missing(self, seen: set[int]) -> Iterator[tuple[int, str]]:
        rows = stays_within(self.setting.path, self.setting.on).values_list("person_id", "person__name")
        for person_id, name in rows.order_by("person__name_pinyin").iterator(chunk_size=2_000):
            if person_id not in seen:
                yield person_id, name

    def count(self) -> int:
        return int(stays_within(self.setting.path, self.setting.on).count())

    # --- written ------------------------------------------------------------------------------------------------

    def write(self, lines: Sequence[Line]) -> None:
        self.writer.write(lines)

    def take_back(self, lines: Sequence[Line]) -> set[int]:
        return self.writer.take_back(lines)


def units_within(actor: Actor, permission: str) -> Iterator[Target]:
    """Schools and bureaus on which the actor holds a permission."""
    paths = actor.paths(permission)
    units = Organisation.objects.visible_to(actor).open_on(actor.on).order_by("path")
    for unit in units.filter(kind__in=(Kind.BUREAU, Kind.SCHOOL)):
        if any(unit.path.startswith(path) for path in paths):
            yield Target(path=unit.path, label=unit.name)


class PupilRegister(Register):
    code = "registry.pupils"
    label = _("学生学籍")
    unit = _("人")
    permission = roster.MANAGE_PUPILS
    fields = pupil_fields.FIELDS
    key_note = _("先按证件号码认人，再按学籍号；两样都没有时，按本范围内的姓名和出生日期。")
    may_be_whole = True
    vanish_verb = _("离校")
    url_name = "registry:pupil_list"
    session = PupilSession

    def targets(self, actor: Actor) -> Iterable[Target]:
        """Schools within reach, and the bureau for who may manage all of them."""
        return units_within(actor, self.permission)

    def actor_of(self, *, account_id: int, person_id: int, posting_id: int | None, on: date, now: datetime) -> Actor:
        return build_actor(account_id=account_id, person_id=person_id, posting_id=posting_id, on=on, now=now)

    def name_of(self, actor: Actor) -> str:
        return Person.objects.filter(pk=actor.person_id).values_list("name", flat=True).first() or actor.name
