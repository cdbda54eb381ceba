"""Adding a pupil with guardians by hand, correcting facts, moving and leaving; findings are looked at again at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xingtan.apps.registry import errors
from xingtan.apps.registry.services import findings
from xingtan.kernel.clock import local_day
from xingtan.kernel.scopes import Actor, require
from xingtan.people.accounts import services as accounts
from xingtan.people.persons import selectors as person_reads
from xingtan.people.persons import services as persons
from xingtan.people.persons.data import RESIDENT_ID
from xingtan.people.persons.models import Person
from xingtan.people.roster import data as roster_data
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import ClassGroup, Enrolment

IDENTITY = ("name", "sex", "born_on", "ethnic_code", "political_code", "former_name", "native_place", "address")
ENROLMENT = ("seat_number", "entry_code", "attendance_code", "is_left_behind", "is_migrant")
Values = Mapping[str, Any]


def _current_stay(actor: Actor, person_id: int) -> Enrolment:
    """The stay in force, permitted for managing. Raises PupilNotFound or NotPermitted."""
    stays = Enrolment.objects.visible_to(actor).in_force(actor.on).filter(person_id=person_id)
    stay = stays.select_related("person", "class_group").first()
    if stay is None:
        raise errors.PupilNotFound(person_id=person_id)
    require(actor, roster_data.MANAGE_PUPILS, stay.scope_path)
    return stay


def _document_of(values: Values) -> tuple[str, str] | None:
    number = values.get("document_number", "")
    return (values.get("document_kind") or RESIDENT_ID, number) if number else None


@transaction.atomic
def add_pupil(*, actor: Actor, values: Values, guardians: Sequence[Values], now: datetime) -> Enrolment:
    """Register a pupil, put them on the roll of a class and register their guardians, all or nothing.

    Args:
        values: cleaned data of `PupilForm`.
        guardians: for each name, relation, sex, phone and document_number; a person registered under that
            document is taken, nobody is registered twice.
    Raises:
        ClassNotFound, NotPermitted: not a class for this actor.
        DocumentTaken, WrongDocument, WrongName, AlreadyEnrolled, …: what people's services refuse.
    """
    target = ClassGroup.objects.visible_to(actor).filter(pk=values["class_group"]).first()
    if target is None:
        raise errors.ClassNotFound()
    require(actor, roster_data.MANAGE_PUPILS, target.path)
    person = persons.create_person(
        actor=actor, document=_document_of(values), **{field: values[field] for field in IDENTITY if field in values}
    )
    accounts.open_account(person_id=person.pk)
    stay = roster.enrol(
        actor=actor,
        person_id=person.pk,
        class_group_id=target.pk,
        starts_on=values["starts_on"],
        student_number=values["student_number"],
        **{field: values[field] for field in ENROLMENT},
    )
    for index, guardian in enumerate(guardians):
        _register_guardian(actor, person.pk, guardian, now, is_first=index == 0)
    findings.check_person(person_id=person.pk, on=local_day(now), now=now)
    return stay


def _register_guardian(actor: Actor, pupil_id: int, values: Values, now: datetime, *, is_first: bool) -> None:
    guardian = _guardian_person(actor, values)
    roster.add_guardian(
        actor=actor,
        guardian_id=guardian.pk,
        pupil_id=pupil_id,
        relation=values["relation"],
        on=local_day(now),
        now=now,
        is_first_contact=is_first,
    )


def _guardian_person(actor: Actor, values: Values) -> Person:
    """The person registered under the guardian's document, or a new one."""
    number = "".join(values.get("document_number", "").split()).upper()
    known = person_reads.find_by_document(kind=RESIDENT_ID, number=number) if number else None
    if known is not None:
        if known.name != values["name"]:
            raise errors.GuardianNameDiffers(name=values["name"], masked=f"{known.name[:1]}*")
        return known
    born_on = None
    if len(number) == 18 and number[6:14].isdigit():
        try:
            born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        except ValueError:
            born_on = None
    person = persons.create_person(
        actor=actor,
        name=values["name"],
        sex=values["sex"],
        born_on=born_on,
        document=(RESIDENT_ID, number) if number else None,
        phone=values.get("phone", ""),
    )
    accounts.open_account(person_id=person.pk)
    return person


@transaction.atomic
def add_guardian(*, actor: Actor, pupil_id: int, values: Values, now: datetime) -> None:
    """Register one more guardian for a pupil, confirmed at once.

    Raises:
        PupilNotFound, NotPermitted, GuardianNameDiffers, GuardianshipExists, WrongDocument, WrongPhone, …
    """
    _register_guardian(actor, pupil_id, values, now, is_first=bool(values.get("is_first_contact")))
    findings.check_person(person_id=pupil_id, on=local_day(now), now=now)


@transaction.atomic
def correct_pupil(*, actor: Actor, person_id: int, values: Values, now: datetime) -> Person:
    """Correct who a pupil is. Empty document, phone and address leave what is registered.

    Raises:
        PupilNotFound, NotPermitted, WrongName, WrongDocument, DocumentTaken, WrongPhone, BornInFuture.
    """
    _current_stay(actor, person_id)
    facts = {field: values[field] for field in IDENTITY if field in values and (field != "address" or values[field])}
    person = persons.update_person(actor=actor, person_id=person_id, **facts)
    if values.get("phone"):
        persons.set_phone(actor=actor, person_id=person_id, phone=values["phone"])
    if (document := _document_of(values)) is not None:
        persons.set_document(actor=actor, person_id=person_id, kind=document[0], number=document[1])
    findings.check_person(person_id=person_id, on=local_day(now), now=now)
    return person


@transaction.atomic
def correct_enrolment(*, actor: Actor, person_id: int, values: Values, now: datetime) -> Enrolment:
    """Correct how a pupil attends.

    Raises:
        PupilNotFound, NotPermitted, WrongStudentNumber, StudentNumberTaken.
    """
    stay = _current_stay(actor, person_id)
    after = roster.update_enrolment(
        actor=actor,
        enrolment_id=stay.pk,
        student_number=values["student_number"] or None,
        **{field: values[field] for field in ENROLMENT},
    )
    findings.check_person(person_id=person_id, on=local_day(now), now=now)
    return after


@transaction.atomic
def change_class(
    *, actor: Actor, person_id: int, class_group_id: int, on: date, basis: str, now: datetime
) -> Enrolment:
    """Move one pupil to another class of the school from a day on.

    Raises:
        PupilNotFound, NotPermitted, ClassGroupNotFound, ClassNotOpen, SameClass, OtherSchool, DatesReversed.
    """
    stay = _current_stay(actor, person_id)
    after = roster.change_class(actor=actor, enrolment_id=stay.pk, class_group_id=class_group_id, on=on, basis=basis)
    findings.check_person(person_id=person_id, on=local_day(now), now=now)
    return after


@transaction.atomic
def end_enrolment(*, actor: Actor, person_id: int, on: date, status: str, basis: str, now: datetime) -> Enrolment:
    """Take a pupil off the roll; `on` is the last day.

    Raises:
        PupilNotFound, NotPermitted, DatesReversed.
    """
    stay = _current_stay(actor, person_id)
    after = roster.end_enrolment(actor=actor, enrolment_id=stay.pk, on=on, status=status, basis=basis)
    findings.check_person(person_id=person_id, on=local_day(now), now=now)
    return after
