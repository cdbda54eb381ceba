"""Enrolments and what follows from them: the pupil's posting and the guardians' reach."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from xingtan.kernel.clock import day_before, in_force
from xingtan.kernel.codes import checks
from xingtan.kernel.events.api import publish
from xingtan.kernel.scopes import Actor, require
from xingtan.people.persons import sealing
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting
from xingtan.people.postings.services import add_posting, close_posting
from xingtan.people.roster import data, errors
from xingtan.people.roster.models import ClassGroup, Enrolment, Guardianship

EDITABLE = ("seat_number", "entry_code", "attendance_code", "is_left_behind", "is_migrant")


def _open_class(actor: Actor, class_group_id: int, on: date) -> ClassGroup:
    class_group: ClassGroup | None = (
        ClassGroup.objects.visible_to(actor).select_related("cohort", "organisation").filter(pk=class_group_id).first()
    )
    if class_group is None:
        raise errors.ClassGroupNotFound(class_group_id=class_group_id)
    require(actor, data.MANAGE_PUPILS, class_group.path)
    if class_group.starts_on > on or (class_group.ends_on is not None and class_group.ends_on < on):
        raise errors.ClassNotOpen(name=class_group.lasting_name, on=on)
    return class_group


def _managed(actor: Actor, enrolment_id: int) -> Enrolment:
    enrolment: Enrolment | None = (
        Enrolment.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("person", "organisation", "class_group")
        .filter(pk=enrolment_id)
        .first()
    )
    if enrolment is None:
        raise errors.PupilNotFound(enrolment_id=enrolment_id)
    require(actor, data.MANAGE_PUPILS, enrolment.scope_path)
    return enrolment


def seal_student_number(enrolment: Enrolment, number: str) -> None:
    cleaned = "".join(number.split()).upper()
    if not cleaned:
        return
    if problem := checks.student_number_problem(cleaned):
        raise errors.WrongStudentNumber(reason=problem)
    index = sealing.blind_index(cleaned)
    if Enrolment.objects.filter(student_number_index=index).exclude(person_id=enrolment.person_id).exists():
        raise errors.StudentNumberTaken()
    enrolment.student_number_sealed = sealing.seal(cleaned)
    enrolment.student_number_index = index
    enrolment.student_number_masked = cleaned[0] + sealing.mask_document(cleaned[1:])


@transaction.atomic
def enrol(
    *,
    actor: Actor,
    person_id: int,
    class_group_id: int,
    starts_on: date,
    student_number: str = "",
    basis: str = "",
    **columns: Any,
) -> Enrolment:
    """Put a person on the roll of a class from a day on, as a pupil with a posting of their own.

    Raises:
        ClassGroupNotFound, NotPermitted, ClassNotOpen, PupilNotFound.
        AlreadyEnrolled: one person has one enrolment at a time.
        WrongStudentNumber, StudentNumberTaken.
    """
    class_group = _open_class(actor, class_group_id, starts_on)
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise errors.PupilNotFound(person_id=person_id)
    stays = Enrolment.objects.filter(person=person).select_related("organisation")
    held = stays.filter(in_force(starts_on)).first() or stays.filter(starts_on__gt=starts_on).first()
    if held is not None:
        raise errors.AlreadyEnrolled(name=person.name, school=held.organisation.name)
    enrolment = Enrolment(
        person=person,
        organisation=class_group.organisation,
        cohort=class_group.cohort,
        class_group=class_group,
        scope_path=class_group.path,
        starts_on=starts_on,
        start_basis=basis,
        **columns,
    )
    seal_student_number(enrolment, student_number)
    enrolment.save()
    start_pupil(actor, enrolment, starts_on)
    publish(data.PupilEnrolled(enrolment_id=enrolment.pk, person_id=person.pk))
    return enrolment


def start_pupil(actor: Actor, enrolment: Enrolment, on: date) -> None:
    """The pupil's posting, and those of the guardians, reach the class from the day `on`."""
    guardians = Guardianship.objects.confirmed(on).with_custody(on).filter(pupil=enrolment.person)
    guardians = guardians.select_related("guardian")
    people = [(enrolment.person, "student")] + [
        (row.guardian, "guardian") for row in guardians.select_related("guardian")
    ]
    for person, role in people:
        add_role(actor, person, role, enrolment, on)


def add_role(actor: Actor, person: Person, role: str, enrolment: Enrolment, on: date) -> None:
    """A posting at the pupil's class, unless there is one: a guardian may have two children in one class."""
    held = Posting.objects.filter(in_force(on), person=person, role=role, scope_path=enrolment.scope_path)
    if not held.exists():
        add_posting(
            actor=actor,
            person=person,
            organisation=enrolment.organisation,
            role=role,
            starts_on=on,
            scope_path=enrolment.scope_path,
        )


def _end_pupil(actor: Actor, enrolment: Enrolment, on: date) -> None:
    """End the postings that came from this stay, but not those that another child keeps alive."""
    mine = Posting.objects.filter(person=enrolment.person, role="student", scope_path=enrolment.scope_path)
    for posting in mine.filter(ends_on__isnull=True).select_related("person"):
        close_posting(actor=actor, posting=posting, on=max(on, posting.starts_on))
    for guardianship in Guardianship.objects.confirmed(on).filter(pupil=enrolment.person):
        release_guardian(actor, guardianship, enrolment.scope_path, on)


def release_guardian(actor: Actor, guardianship: Guardianship, scope_path: str, on: date) -> None:
    """End a guardian's posting at a class unless another ward of theirs is there."""
    others = Guardianship.objects.confirmed(on).with_custody(on).filter(guardian_id=guardianship.guardian_id)
    siblings = others.exclude(pupil_id=guardianship.pupil_id).values("pupil_id")
    if Enrolment.objects.in_force(on).filter(person_id__in=siblings, scope_path=scope_path).exists():
        return
    postings = Posting.objects.filter(
        person_id=guardianship.guardian_id, role="guardian", scope_path=scope_path, ends_on__isnull=True
    )
    for posting in postings.select_related("person"):
        close_posting(actor=actor, posting=posting, on=max(on, posting.starts_on))


@transaction.atomic
def change_class(*, actor: Actor, enrolment_id: int, class_group_id: int, on: date, basis: str = "") -> Enrolment:
    """Move a pupil to another class of the same school from the day `on`. The stay before keeps its dates.

    Raises:
        PupilNotFound, ClassGroupNotFound, NotPermitted, ClassNotOpen, SameClass, OtherSchool, DatesReversed.
    """
    before = _managed(actor, enrolment_id)
    target = _open_class(actor, class_group_id, on)
    if target.pk == before.class_group_id:
        raise errors.SameClass(name=before.person.name)
    if target.organisation_id != before.organisation_id:
        raise errors.OtherSchool()
    if before.ends_on is not None or on <= before.starts_on:
        raise errors.DatesReversed(starts_on=before.starts_on, ends_on=day_before(on))
    last_day = day_before(on)
    before.ends_on, before.end_basis = last_day, basis
    before.save(update_fields=["ends_on", "end_basis"])
    _end_pupil(actor, before, last_day)
    after = Enrolment.objects.get(pk=before.pk)
    after.pk = None
    after._state.adding = True
    after.cohort, after.class_group, after.scope_path = target.cohort, target, target.path
    after.starts_on, after.ends_on, after.start_basis, after.end_basis = on, None, basis, ""
    after.seat_number = None
    after.save()
    start_pupil(actor, after, on)
    publish(data.PupilEnrolled(enrolment_id=after.pk, person_id=after.person_id))
    return after


@transaction.atomic
def revert_change_of_class(*, actor: Actor, enrolment_id: int) -> Enrolment | None:
    """Take back the change of class that began the stay `enrolment_id`: the stay before goes on as if it had not ended.

    Returns: the stay that is open again; None when the pupil has moved on since, or there is nothing to go back to.
    Raises:
        PupilNotFound, NotPermitted.
    """
    after = _managed(actor, enrolment_id)
    stays = Enrolment.objects.select_for_update().filter(
        person_id=after.person_id, organisation_id=after.organisation_id
    )
    before: Enrolment | None = stays.filter(ends_on=day_before(after.starts_on)).first()
    if after.ends_on is not None or before is None:
        return None
    _end_pupil(actor, after, after.starts_on)
    resumed_on = after.starts_on
    after.delete()
    before.ends_on, before.end_basis = None, ""
    before.save(update_fields=["ends_on", "end_basis"])
    start_pupil(actor, before, resumed_on)
    publish(data.PupilEnrolled(enrolment_id=before.pk, person_id=before.person_id))
    return before


@transaction.atomic
def end_enrolment(*, actor: Actor, enrolment_id: int, on: date, status: str, basis: str = "") -> Enrolment:
    """Take a pupil off the roll; `on` is the last day. Rights of pupil and guardians end with it.

    Raises:
        PupilNotFound, NotPermitted, DatesReversed.
    """
    enrolment = _managed(actor, enrolment_id)
    if on < enrolment.starts_on or enrolment.ends_on is not None:
        raise errors.DatesReversed(starts_on=enrolment.starts_on, ends_on=enrolment.ends_on or on)
    enrolment.ends_on, enrolment.status, enrolment.end_basis = on, status, basis
    enrolment.save(update_fields=["ends_on", "status", "end_basis"])
    _end_pupil(actor, enrolment, on)
    publish(data.EnrolmentEnded(enrolment_id=enrolment.pk, person_id=enrolment.person_id))
    return enrolment


@transaction.atomic
def update_enrolment(
    *, actor: Actor, enrolment_id: int, student_number: str | None = None, **columns: Any
) -> Enrolment:
    """Correct seat number, way of attending, student number and the like.

    Raises:
        PupilNotFound, NotPermitted, WrongStudentNumber, StudentNumberTaken.
    """
    enrolment = _managed(actor, enrolment_id)
    if student_number:
        seal_student_number(enrolment, student_number)
    for field, value in columns.items():
        if field not in EDITABLE:
            raise TypeError(f"{field} has a service of its own")
        setattr(enrolment, field, value)
    enrolment.save()
    publish(data.PupilEnrolled(enrolment_id=enrolment.pk, person_id=enrolment.person_id))
    return enrolment
