"""Writing lines of the pupils' register through the services of people, and taking them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _g

from xingtan.apps.registry.imports.pupil_fields import FACT_CODES, PERSON, STAY
from xingtan.apps.registry.models import Finding
from xingtan.kernel.clock import in_force
from xingtan.kernel.errors import DomainError
from xingtan.kernel.imports.data import Verdict
from xingtan.kernel.imports.register import Line
from xingtan.kernel.scopes import Actor
from xingtan.people.persons import services as persons
from xingtan.people.persons.data import RESIDENT_ID
from xingtan.people.persons.intake import NewPerson
from xingtan.people.persons.models import IdentityDocument, Person
from xingtan.people.roster import data as roster_data
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import Enrolment, PupilFacts

if TYPE_CHECKING:
    from xingtan.apps.registry.imports.pupils import PupilSession

NOT_PLAIN = ("born_on",)


def held_values(ids: Sequence[int], path: str, on: date) -> dict[int, dict[str, Any]]:
    """What the register holds of pupils, in the form that cells are parsed to: person id -> field code -> value."""
    rows = Enrolment.objects.filter(person_id__in=ids, scope_path__below=path).filter(in_force(on))
    stays = {stay.person_id: stay for stay in rows.select_related("person", "cohort", "class_group", "organisation")}
    documents = {row.person_id: row for row in _main_documents(list(stays))}
    facts = PupilFacts.objects.in_bulk(list(stays))
    return {
        person_id: {
            **_of_person(stay.person),
            **_of_document(documents.get(person_id)),
            **_of_stay(stay),
            **_of_facts(facts.get(person_id)),
        }
        for person_id, stay in stays.items()
    }


def _main_documents(person_ids: Sequence[int]) -> list[IdentityDocument]:
    """One document of each: the resident ID where there is one."""
    rows = IdentityDocument.objects.filter(person_id__in=person_ids).order_by("person_id", "-kind")
    return sorted(rows, key=lambda row: row.kind == RESIDENT_ID)


def _of_person(person: Person) -> dict[str, Any]:
    plain = {code: getattr(person, code) for code in PERSON if code not in NOT_PLAIN}
    born_on = person.born_on.isoformat() if person.born_on else None
    return {**plain, "born_on": born_on, "phone": person.phone, "address": person.address}


def _of_document(document: IdentityDocument | None) -> dict[str, Any]:
    if document is None:
        return {"document_kind": None, "document_number": None}
    return {"document_kind": document.kind, "document_number": document.number}


def _of_stay(stay: Enrolment) -> dict[str, Any]:
    place = None
    if stay.class_group is not None:
        cohort = stay.cohort
        place = f"{stay.organisation_id}:{cohort.stage}:{cohort.enrol_year}:{stay.class_group.number}"
    own = {code: getattr(stay, code) for code in STAY}
    return {**own, "student_number": stay.student_number, "class": place, "school_code": stay.organisation.code}


def _of_facts(row: PupilFacts | None) -> dict[str, Any]:
    if row is None:
        return dict.fromkeys(FACT_CODES)
    sealed = row.sealed_facts
    found = {code: sealed.get(code) if code in roster_data.SEALED_FACTS else getattr(row, code) for code in FACT_CODES}
    return {code: value if isinstance(value, (bool, str, type(None))) else str(value) for code, value in found.items()}


def values_for(values: Mapping[str, Any], codes: Sequence[str] | frozenset[str]) -> dict[str, Any]:
    """Those of `values` that belong to `codes`, as services take them."""
    chosen = {code: value for code, value in values.items() if code in codes}
    if chosen.get("born_on"):
        chosen["born_on"] = date.fromisoformat(chosen["born_on"])
    return chosen


def _attempt(line: Line, act: Callable[[Line], None]) -> None:
    """Do one line; what services refuse becomes its problem and leaves nothing behind."""
    try:
        with transaction.atomic():
            act(line)
    except DomainError as error:
        line.refuse("", error)


class PupilWriter:
    """New pupils together, changed ones one by one: a change asks the same questions as one made on the card."""

    def __init__(self, session: PupilSession) -> None:
        self.session = session

    @property
    def actor(self) -> Actor:
        return self.session.setting.actor

    @property
    def on(self) -> date:
        return self.session.setting.on

    def write(self, lines: Sequence[Line]) -> None:
        self._take_in([line for line in lines if line.verdict == Verdict.NEW])
        acts = {Verdict.CHANGED: self._change, Verdict.MISSING: self._end}
        for line in lines:
            if line.verdict in acts:
                _attempt(line, acts[Verdict(line.verdict)])

    def _take_in(self, lines: Sequence[Line]) -> None:
        """All at once; where people's services refuse one, in halves, so that only that one is left out."""
        if not lines:
            return
        try:
            with transaction.atomic():
                self._take_in_all(lines)
        except (DomainError, IntegrityError) as error:
            if len(lines) == 1:
                said = str(error) if isinstance(error, DomainError) else _g("与同时登记的另一人冲突，请重新比对。")
                lines[0].refuse("", said)
                return
            half = len(lines) // 2
            self._take_in(lines[:half])
            self._take_in(lines[half:])

    def _take_in_all(self, lines: Sequence[Line]) -> None:
        stays = roster.take_in(actor=self.actor, newcomers=[self._newcomer(line) for line in lines])
        for line, stay in zip(lines, stays, strict=True):
            guardians = self.session.members.register(line.number, stay.person_id)
            line.held_id, line.undo = stay.person_id, {"stay": stay.pk, "guardians": guardians}

    def _newcomer(self, line: Line) -> roster.Newcomer:
        values = line.values
        classes, place = self.session.places[line.number]
        known = self.session.known_persons.get(line.number)
        document = None
        if values.get("document_number"):
            document = (values["document_kind"], values["document_number"])
        columns = values_for(values, [code for code in PERSON if code not in ("name", "sex", "born_on")])
        person = NewPerson(
            name=values["name"],
            sex=values["sex"],
            born_on=date.fromisoformat(values["born_on"]),
            document=document,
            phone=values.get("phone", ""),
            address=values.get("address", ""),
            columns=columns,
        )
        return roster.Newcomer(
            class_group=classes.open(place, self.actor, self.on),
            starts_on=self.on,
            person=None if known else person,
            person_id=known,
            student_number=values.get("student_number", ""),
            columns=values_for(values, STAY),
            facts=values_for(values, FACT_CODES),
        )

    def _change(self, line: Line) -> None:
        assert line.held_id is not None
        after = {code: new for code, (_old, new) in line.changes.items()}
        before = {code: old for code, (old, _new) in line.changes.items()}
        moved = self._set(line.held_id, after, place=self.session.places.get(line.number))
        guardians = self.session.members.register(line.number, line.held_id)
        line.undo = {"person": line.held_id, "before": before, "after": after, "guardians": guardians, **moved}

    def _set(self, person_id: int, values: Mapping[str, Any], place: Any = None) -> dict[str, int]:
        """Give a pupil these values; None empties one. Returns what taking back a change of class needs."""
        person = values_for(values, [*PERSON, "address"])
        if person:
            cleared = {code: "" if value is None and code != "born_on" else value for code, value in person.items()}
            persons.update_person(actor=self.actor, person_id=person_id, **cleared)
        if "phone" in values:
            persons.set_phone(actor=self.actor, person_id=person_id, phone=values["phone"] or "")
        if values.get("document_number"):
            kind = values.get("document_kind") or self._kind_of(person_id)
            persons.set_document(actor=self.actor, person_id=person_id, kind=kind, number=values["document_number"])
        elif "document_number" in values:
            IdentityDocument.objects.filter(person_id=person_id).delete()
        stay = self._stay(person_id)
        own = values_for(values, STAY)
        number = values.get("student_number")
        if own or number:
            roster.update_enrolment(actor=self.actor, enrolment_id=stay.pk, student_number=number, **own)
        if facts := values_for(values, FACT_CODES):
            roster.set_pupil_facts(actor=self.actor, person_id=person_id, facts=facts)
        return self._move(stay, place) if "class" in values and place is not None else {}

    def _kind_of(self, person_id: int) -> str:
        held = IdentityDocument.objects.filter(person_id=person_id).first()
        return held.kind if held else RESIDENT_ID

    def _stay(self, person_id: int) -> Enrolment:
        found: Enrolment = Enrolment.objects.in_force(self.on).get(
            person_id=person_id, scope_path__below=self.session.setting.path
        )
        return found

    def _move(self, stay: Enrolment, place: Any) -> dict[str, int]:
        """A change of class from the day on; on the very first day of a stay, a correction of it."""
        classes, wanted = place
        target = classes.open(wanted, self.actor, self.on)
        if stay.starts_on == self.on:
            roster.correct_class(actor=self.actor, enrolment_id=stay.pk, class_group_id=target.pk)
            return {"corrected": stay.pk, "class_before": stay.class_group_id or 0}
        moved = roster.change_class(
            actor=self.actor, enrolment_id=stay.pk, class_group_id=target.pk, on=self.on, basis=_g("名册导入")
        )
        return {"moved": moved.pk}

    def _end(self, line: Line) -> None:
        assert line.held_id is not None
        stay = self._stay(line.held_id)
        roster.end_enrolment(
            actor=self.actor,
            enrolment_id=stay.pk,
            on=self.on,
            status=roster_data.EnrolmentStatus.LEFT,
            basis=_g("全部名单中没有"),
        )
        line.undo = {"ended": stay.pk}

    # --- taken back ---------------------------------------------------------------------------------------------

    def take_back(self, lines: Sequence[Line]) -> set[int]:
        for line in lines:
            self.session.members.take_back(line.undo.get("guardians", ()))
        kept = self._withdraw([line for line in lines if "stay" in line.undo])
        for line in lines:
            if "ended" in line.undo:
                if roster.resume_stay(actor=self.actor, enrolment_id=line.undo["ended"]) is None:
                    kept.add(line.number)
            elif "person" in line.undo and not self._restore(line):
                kept.add(line.number)
        return kept

    def _withdraw(self, lines: Sequence[Line]) -> set[int]:
        if not lines:
            return set()
        # What stands about them is looked up again for whoever stays.
        Finding.objects.filter(person_id__in=[line.held_id for line in lines]).delete()
        left = roster.withdraw_intake(actor=self.actor, enrolment_ids=[line.undo["stay"] for line in lines])
        return {line.number for line in lines if line.undo["stay"] in left}

    def _restore(self, line: Line) -> bool:
        """Put back what was before, unless one of the values has been changed again since."""
        person_id, before, after = line.undo["person"], line.undo["before"], line.undo["after"]
        held = held_values([person_id], self.session.setting.path, self.on).get(person_id)
        own = {code: value for code, value in after.items() if not code.startswith("member")}
        if held is None or any(held.get(code) != value for code, value in own.items()):
            return False
        moved = line.undo.get("moved")
        if moved and roster.revert_change_of_class(actor=self.actor, enrolment_id=moved) is None:
            return False
        if line.undo.get("class_before"):
            roster.correct_class(
                actor=self.actor, enrolment_id=line.undo["corrected"], class_group_id=line.undo["class_before"]
            )
        self._set(person_id, {code: value for code, value in before.items() if code != "class"})
        return True
