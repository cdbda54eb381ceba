"""The register of staff: recognised by document, else by name and birthday at the unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing import data
from xingtan.apps.staffing.imports import staff_fields
from xingtan.apps.staffing.imports.staff_writing import StaffWriter, held_values
from xingtan.apps.staffing.models import StaffRecord
from xingtan.apps.staffing.selectors.places import role_options, units_of
from xingtan.kernel.imports.register import Line, Register, Session, Setting, Target
from xingtan.kernel.scopes import Actor
from xingtan.people.access.data import ROLES, STAFF_ROLES
from xingtan.people.access.services import build_actor
from xingtan.people.organisations.data import Kind
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons import cells, sealing
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting
from xingtan.people.roster.places import Classes

HOMEROOM = "homeroom_teacher"


class StaffSession(Session):
    """Staff of one unit, or of the bureau and all its schools."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        units = Organisation.objects.filter(path__below=setting.path, kind__in=(Kind.BUREAU, Kind.SCHOOL))
        self.units = list(units.order_by("path"))
        self.by_code = {unit.code: unit for unit in self.units if unit.code}
        self.unit_of: dict[int, Organisation] = {}  # line number -> where it goes
        self.known_persons: dict[int, int] = {}  # line number -> somebody registered without a file
        self._classes: dict[int, Classes] = {}
        self.writer = StaffWriter(self)

    def classes(self, unit: Organisation) -> Classes:
        if unit.pk not in self._classes:
            self._classes[unit.pk] = Classes(unit, self.setting.on)
        return self._classes[unit.pk]

    # --- whose line it is ---------------------------------------------------------------------------------------

    def match(self, lines: Sequence[Line]) -> None:
        for line in lines:
            line.title = line.values.get("name", "")
            cells.settle_document(line, self.setting.on)
            self._find_unit(line)
            self._find_post(line)
        documents = {line.number: cells.document_index(line) for line in lines}
        holders = cells.holders(index for index in documents.values() if index)
        namesakes = self._namesakes(lines)
        for line in lines:
            document = documents[line.number]
            line.key = self._key(line, document)
            person = holders.get(document or b"")
            if person is None:
                person = self._by_name(line, namesakes, has_document=bool(document))
            line.held_id = person
        self._place_on_file(lines)

    def _find_unit(self, line: Line) -> None:
        code = line.values.get("school_code")
        top = self.units[0] if self.units else None
        if code:
            unit = self.by_code.get(code)
            if unit is None:
                line.refuse("school_code", _g("%(code)s不是这个范围内的单位。") % {"code": code})
        elif len(self.units) == 1 or line.values.get("role") in ("bureau_leader", "bureau_staff"):
            unit = top
        else:
            unit = None
            line.refuse("school_code", _g("导入到全局时要填学校标识码。"))
        if unit is not None:
            self.unit_of[line.number] = unit

    def _find_post(self, line: Line) -> None:
        """Whoever is homeroom teacher is a teacher with a class."""
        unit, role, name = self.unit_of.get(line.number), line.values.get("role"), line.values.get("class", "")
        if unit is None:
            return
        if role == HOMEROOM:
            line.values["role"] = role = "teacher"
            if not name:
                line.refuse("class", _g("岗位填了班主任，还要填班级，如“三（2）班”。"))
        if role and role not in dict(role_options(unit)):
            sentence = _g("“%(unit)s”没有“%(role)s”这个岗位。")
            line.refuse("role", sentence % {"unit": unit.display_name, "role": ROLES[role].label})
        if not name:
            return
        classes = self.classes(unit)
        place = classes.place("", name)
        if place is None or place not in classes.known:
            line.refuse("class", _g("%(unit)s没有“%(name)s”，请先建班。") % {"unit": unit.display_name, "name": name})
            return
        line.values["class"] = str(classes.known[place].pk)

    def _namesakes(self, lines: Sequence[Line]) -> dict[tuple[str, str], list[tuple[int, bool]]]:
        """Staff of the target by name and birthday: (person, whether a document is known)."""
        names = [line.values["name"] for line in lines if "name" in line.values]
        rows = self._files().filter(person__name__in=names).prefetch_related("person__documents")
        found: dict[tuple[str, str], list[tuple[int, bool]]] = {}
        for record in rows.select_related("person"):
            person = record.person
            key = (person.name, person.born_on.isoformat() if person.born_on else "")
            found.setdefault(key, []).append((person.pk, bool(person.documents.all())))
        return found

    def _by_name(
        self, line: Line, namesakes: Mapping[tuple[str, str], list[tuple[int, bool]]], *, has_document: bool
    ) -> int | None:
        """A file with a document of its own is somebody else's when the line brings another document."""
        same = namesakes.get((line.values.get("name", ""), line.values.get("born_on", "")), [])
        same = [(person, known) for person, known in same if not (has_document and known)]
        if len(same) > 1:
            sentence = _g("册中有%(count)d名同名同生日的教职工，请填证件号码。")
            line.refuse("name", sentence % {"count": len(same)})
            return None
        return same[0][0] if same else None

    def _key(self, line: Line, document: bytes | None) -> str:
        if document:
            return f"d{document.hex()}"
        name, born = line.values.get("name"), line.values.get("born_on")
        return f"n{sealing.blind_index(f'{name}:{born}').hex()}" if name and born else ""

    def _place_on_file(self, lines: Sequence[Line]) -> None:
        """Who is known must be on file within the target, or nowhere."""
        people = [line.held_id for line in lines if line.held_id]
        names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
        files = StaffRecord.objects.filter(person_id__in=people).select_related("organisation")
        records = {record.person_id: record for record in files}
        elsewhere = self._posted_elsewhere(people)
        for line in lines:
            if line.held_id is None:
                continue
            record, unit = records.get(line.held_id), self.unit_of.get(line.number)
            place = record.organisation if record is not None else elsewhere.get(line.held_id)
            is_here = record is not None and record.organisation.path.startswith(self.setting.path)
            if place is not None and (not is_here or (unit is not None and unit.pk != record.organisation_id)):
                sentence = _g("此人的档案在%(unit)s。请先由%(unit)s结束任职、办理调动，再由本单位登记。")
                line.refuse("", sentence % {"unit": place.name})
                line.held_id = None
            elif record is None:
                if line.values.get("name") and names[line.held_id] != line.values["name"]:
                    line.refuse("name", _g("这个证件号码登记的是另一个姓名，请核对证件号码。"))
                self.known_persons[line.number] = line.held_id
                line.held_id = None

    def _posted_elsewhere(self, people: Sequence[int]) -> dict[int, Organisation]:
        """Where somebody without a file works all the same."""
        rows = Posting.objects.in_force(self.setting.on).filter(person_id__in=people, role__in=STAFF_ROLES)
        rows = rows.exclude(organisation__path__below=self.setting.path).select_related("organisation")
        return {posting.person_id: posting.organisation for posting in rows}

    # --- what is held -------------------------------------------------------------------------------------------

    def _files(self) -> Any:
        return StaffRecord.objects.filter(organisation__path__below=self.setting.path)

    def held(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        return held_values(ids, self.setting.path, self.setting.on)

    def check(self, lines: Sequence[Line]) -> None:
        today = self.setting.on.isoformat()
        for line in lines:
            values = line.values
            for code in ("born_on", "title_since"):
                if values.get(code, "") > today:
                    line.refuse(code, _g("晚于生效日期。"))
            started, joined, born = (values.get(code) for code in ("work_started_on", "joined_on", "born_on"))
            if started and joined and joined < started:
                line.refuse("joined_on", _g("早于参加工作的日期%(day)s，请核对。") % {"day": started})
            if born and started and int(started[:4]) - int(born[:4]) < data.YOUNGEST_WORKER:
                line.refuse("work_started_on", _g("参加工作时不满%(age)d岁，请核对。") % {"age": data.YOUNGEST_WORKER})

    def missing(self, seen: set[int]) -> Iterator[tuple[int, str]]:
        """Open files that the list does not mention; never the one of whoever hands it in."""
        rows = self._files().open().exclude(person_id=self.setting.actor.person_id).order_by("person__name_pinyin")
        for person_id, name in rows.values_list("person_id", "person__name").iterator(chunk_size=2_000):
            if person_id not in seen:
                yield person_id, name

    def count(self) -> int:
        return int(self._files().open().count())

    # --- written ------------------------------------------------------------------------------------------------

    def write(self, lines: Sequence[Line]) -> None:
        self.writer.write(lines)

    def take_back(self, lines: Sequence[Line]) -> set[int]:
        return self.writer.take_back(lines)


class StaffRegister(Register):
    code = "staffing.staff"
    label = _("教职工")
    unit = _("人")
    permission = data.MANAGE
    fields = staff_fields.FIELDS
    key_note = _("先按证件号码认人；没有证件号码时，按本单位内的姓名和出生日期。")
    may_be_whole = True
    vanish_verb = _("离职")
    url_name = "staffing:people"
    session = StaffSession

    def targets(self, actor: Actor) -> Iterable[Target]:
        """The bureau and the schools whose files the actor keeps."""
        return [Target(path=unit.path, label=unit.name) for unit in units_of(actor, self.permission)]

    def actor_of(self, *, account_id: int, person_id: int, posting_id: int | None, on: date, now: datetime) -> Actor:
        return build_actor(account_id=account_id, person_id=person_id, posting_id=posting_id, on=on, now=now)

    def name_of(self, actor: Actor) -> str:
        return Person.objects.filter(pk=actor.person_id).values_list("name", flat=True).first() or actor.name
