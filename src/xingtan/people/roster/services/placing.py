"""Pupils of a cohort who have no class yet, and many pupils into classes at once: the dated write behind 分班."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from xingtan.kernel.clock import day_before, in_force
from xingtan.kernel.events.api import publish, publish_all
from xingtan.kernel.scopes import Actor, require
from xingtan.people.persons.models import Person
from xingtan.people.postings.services import SeatMove, move_seats
from xingtan.people.roster import data, errors
from xingtan.people.roster.models import ClassGroup, Cohort, Enrolment, Guardianship
from xingtan.people.roster.services.enrolments import seal_student_number, start_pupil


@transaction.atomic
def enrol_in_cohort(
    *,
    actor: Actor,
    person_id: int,
    cohort_id: int,
    starts_on: date,
    student_number: str = "",
    basis: str = "",
    **columns: Any,
) -> Enrolment:
    """Put a person on the roll of a cohort before it is decided which class they go to.

    Raises:
        ClassGroupNotFound, NotPermitted, PupilNotFound, AlreadyEnrolled, WrongStudentNumber, StudentNumberTaken.
    """
    cohorts = Cohort.objects.visible_to(actor).select_related("organisation")
    cohort: Cohort | None = cohorts.filter(pk=cohort_id).first()
    if cohort is None:
        raise errors.ClassGroupNotFound(cohort_id=cohort_id)
    require(actor, data.MANAGE_PUPILS, cohort.path)
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise errors.PupilNotFound(person_id=person_id)
    stays = Enrolment.objects.filter(person=person).select_related("organisation")
    held = stays.open_or_later(starts_on).first()
    if held is not None:
        raise errors.AlreadyEnrolled(name=person.name, school=held.organisation.name)
    enrolment = Enrolment(
        person=person,
        organisation=cohort.organisation,
        cohort=cohort,
        scope_path=cohort.path,
        starts_on=starts_on,
        start_basis=basis,
        **columns,
    )
    seal_student_number(enrolment, student_number)
    enrolment.save()
    start_pupil(actor, enrolment, starts_on)
    publish(data.PupilEnrolled(enrolment_id=enrolment.pk, person_id=person.pk))
    return enrolment


@transaction.atomic
def place_in_classes(*, actor: Actor, places: Mapping[int, int], on: date, basis: str = "") -> dict[int, int]:
    """Put many pupils into classes of their school from the day `on`, all or none.

    A stay without a class that begins on that day or later takes the class as it is; every other stay ends the day
    before and another begins, as with one pupil. Whoever is in the class already is left alone.

    Args:
        places: stay -> class.
    Returns: stay before -> stay in the class, for those who moved.
    Raises:
        PupilNotFound, ClassGroupNotFound, NotPermitted, ClassNotOpen, OtherSchool, DatesReversed.
    """
    stays = _stays(actor, list(places))
    classes = _classes(actor, set(places.values()), on)
    moving = [stay for stay in stays if stay.class_group_id != places[stay.pk]]
    for stay in moving:
        _check(stay, classes[places[stay.pk]], on)
    filled = [stay for stay in moving if stay.class_group_id is None and stay.starts_on >= on]
    in_place = {stay.pk for stay in filled}
    left = [stay for stay in moving if stay.pk not in in_place]
    old_paths = {stay.pk: stay.scope_path for stay in moving}
    fresh = [_next_stay(stay, classes[places[stay.pk]], on, basis) for stay in left]
    for stay in left:
        stay.ends_on, stay.end_basis = day_before(on), basis
    for stay in filled:
        _take_class(stay, classes[places[stay.pk]])
        stay.start_basis = stay.start_basis or basis
    Enrolment.objects.bulk_update(left, ["ends_on", "end_basis"], 1000)
    Enrolment.objects.bulk_update(filled, ["cohort", "class_group", "scope_path", "start_basis"], 1000)
    Enrolment.objects.bulk_create(fresh, 1000)
    became = {before.pk: after for before, after in zip(left, fresh, strict=True)} | {row.pk: row for row in filled}
    pairs = [(after, old_paths[before], after.scope_path) for before, after in became.items()]
    move_seats(actor=actor, moves=_seats(pairs, on), on=on)
    publish_all([data.PupilEnrolled(enrolment_id=row.pk, person_id=row.person_id) for row in became.values()])
    return {before: after.pk for before, after in became.items()}


@transaction.atomic
def take_back_places(*, actor: Actor, places: Mapping[int, int]) -> list[int]:
    """Take back what `place_in_classes` did: the stays before go on as if they had not ended.

    Whoever has moved on since then stays where they are. A stay that took its class as it was loses it again.

    Args:
        places: stay before -> stay in the class, as it was returned.
    Returns: persons who were put back.
    Raises:
        NotPermitted.
    """
    held = Enrolment.objects.visible_to(actor).filter(pk__in={*places, *places.values()})
    rows = {row.pk: row for row in held.select_for_update(of=("self",)).select_related("cohort").order_by("pk")}
    undone, unfilled, pairs = [], [], []
    for before_id, after_id in places.items():
        before, after = rows.get(before_id), rows.get(after_id)
        if before is None or after is None or after.ends_on is not None:
            continue
        require(actor, data.MANAGE_PUPILS, after.scope_path)
        if before_id == after_id:
            old, row_on = after.scope_path, after.starts_on
            after.class_group, after.scope_path, after.seat_number = None, after.cohort.path, None
            unfilled.append(after)
        elif before.ends_on == day_before(after.starts_on):
            old, row_on = after.scope_path, after.starts_on
            before.ends_on, before.end_basis = None, ""
            undone.append((before, after))
        else:
            continue
        pairs.append((before, old, before.scope_path, row_on))
    Enrolment.objects.filter(pk__in=[after.pk for _before, after in undone]).delete()
    Enrolment.objects.bulk_update([before for before, _after in undone], ["ends_on", "end_basis"], 1000)
    Enrolment.objects.bulk_update(unfilled, ["class_group", "scope_path", "seat_number"], 1000)
    for on in sorted({pair[3] for pair in pairs}):
        moves = _seats([pair[:3] for pair in pairs if pair[3] == on], on)
        move_seats(actor=actor, moves=moves, on=on)
    publish_all([data.PupilEnrolled(enrolment_id=row.pk, person_id=row.person_id) for row, *_rest in pairs])
    return [row.person_id for row, *_rest in pairs]


def _stays(actor: Actor, ids: Sequence[int]) -> list[Enrolment]:
    rows = Enrolment.objects.visible_to(actor).filter(pk__in=ids)
    found = list(rows.select_for_update(of=("self",)).select_related("person").order_by("pk"))
    if len(found) != len(set(ids)):
        raise errors.PupilNotFound(enrolment_id=next(iter(set(ids) - {row.pk for row in found}), 0))
    for path in {row.scope_path for row in found}:
        require(actor, data.MANAGE_PUPILS, path)
    return found


def _classes(actor: Actor, ids: Iterable[int], on: date) -> dict[int, ClassGroup]:
    rows = ClassGroup.objects.visible_to(actor).select_related("cohort").filter(pk__in=ids)
    found: dict[int, ClassGroup] = {row.pk: row for row in rows}
    for pk in ids:
        if pk not in found:
            raise errors.ClassGroupNotFound(class_group_id=pk)
    for row in found.values():
        require(actor, data.MANAGE_PUPILS, row.path)
        if row.starts_on > on or (row.ends_on is not None and row.ends_on < on):
            raise errors.ClassNotOpen(name=row.lasting_name, on=on)
    return found


def _check(stay: Enrolment, target: ClassGroup, on: date) -> None:
    if target.organisation_id != stay.organisation_id:
        raise errors.OtherSchool()
    may_fill = stay.class_group_id is None and stay.starts_on >= on
    if stay.ends_on is not None or (on <= stay.starts_on and not may_fill):
        raise errors.DatesReversed(starts_on=stay.starts_on, ends_on=day_before(on))


def _take_class(stay: Enrolment, target: ClassGroup) -> None:
    stay.cohort, stay.class_group, stay.scope_path, stay.seat_number = target.cohort, target, target.path, None


def _next_stay(stay: Enrolment, target: ClassGroup, on: date, basis: str) -> Enrolment:
    kept = {field.attname: getattr(stay, field.attname) for field in Enrolment._meta.concrete_fields}
    kept |= {"id": None, "starts_on": on, "ends_on": None, "start_basis": basis, "end_basis": ""}
    after = Enrolment(**kept)
    _take_class(after, target)
    return after


def _seats(pairs: Sequence[tuple[Enrolment, str, str]], on: date) -> list[SeatMove]:
    """Postings that follow (stay, path before, path after): the pupil's own and those of confirmed guardians."""
    pupils = [stay.person_id for stay, _old, _new in pairs]
    guardians: dict[int, list[int]] = {}
    confirmed = Guardianship.objects.confirmed(on)
    for pupil_id, guardian_id in confirmed.filter(pupil_id__in=pupils).values_list("pupil_id", "guardian_id"):
        guardians.setdefault(pupil_id, []).append(guardian_id)
    everyone = {guardian for rows in guardians.values() for guardian in rows}
    paths_of = _paths_of_wards(everyone, on)
    moves = []
    for stay, old, new in pairs:
        place: dict[str, Any] = {"organisation_id": stay.organisation_id, "old": old, "new": new}
        moves.append(SeatMove(person_id=stay.person_id, role="student", **place))
        moves += [
            SeatMove(person_id=pk, role="guardian", is_kept=old in paths_of.get(pk, ()), **place)
            for pk in guardians.get(stay.person_id, ())
        ]
    return moves


def _paths_of_wards(guardian_ids: set[int], on: date) -> dict[int, set[str]]:
    """Where the wards of these guardians are on the day `on`, after everybody has moved."""
    rows = Guardianship.objects.confirmed(on).filter(in_force(on, "pupil__enrolments__"), guardian_id__in=guardian_ids)
    found: dict[int, set[str]] = {}
    for guardian_id, path in rows.values_list("guardian_id", "pupil__enrolments__scope_path"):
        found.setdefault(guardian_id, set()).add(path)
    return found
