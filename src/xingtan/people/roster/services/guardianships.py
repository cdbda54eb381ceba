"""Guardianships: asked for, confirmed by the school, ended; every step in the custody log."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xingtan.kernel.clock import age_on, local_day
from xingtan.kernel.events.api import publish
from xingtan.kernel.scopes import Actor, require
from xingtan.people.persons.models import Person
from xingtan.people.roster import data, errors
from xingtan.people.roster.models import Enrolment, Guardianship, GuardianshipLog
from xingtan.people.roster.services.enrolments import add_role, release_guardian

ADULT = 18


def write_log(guardianship: Guardianship, now: datetime, act: str, by: int | None, note: str = "") -> None:
    GuardianshipLog.objects.create(guardianship=guardianship, at=now, act=act, by_id=by, note=note)


def _new(guardian_id: int, pupil_id: int, relation: str, status: str, on: date) -> Guardianship:
    if guardian_id == pupil_id:
        raise errors.GuardianOfOneself()
    guardian = Person.objects.select_for_update().filter(pk=guardian_id).first()
    if guardian is None or not Person.objects.filter(pk=pupil_id).exists():
        raise errors.GuardianshipNotFound()
    if guardian.born_on is not None and age_on(guardian.born_on, on) < ADULT and relation != data.Relation.SIBLING:
        raise errors.GuardianTooYoung(age=age_on(guardian.born_on, on))
    open_ones = Guardianship.objects.filter(guardian=guardian, pupil_id=pupil_id, status__in=data.OPEN_GUARDIANSHIPS)
    if open_ones.exists():
        raise errors.GuardianshipExists()
    return Guardianship.objects.create(
        guardian=guardian, pupil_id=pupil_id, relation=relation, status=status, requested_on=on, starts_on=on
    )


@transaction.atomic
def request_guardianship(
    *,
    guardian_id: int,
    pupil_id: int,
    relation: str,
    on: date,
    now: datetime,
    note: str = "",
    is_phone_proved: bool = False,
) -> Guardianship:
    """Ask to be known as guardian of a pupil. Nothing is shown to the guardian before the school confirms.

    Args:
        is_phone_proved: a code sent to the guardian's phone was typed in; the school is told.
    Raises:
        GuardianOfOneself, GuardianTooYoung, GuardianshipExists, GuardianshipNotFound.
    """
    guardianship = _new(guardian_id, pupil_id, relation, data.GuardianshipStatus.REQUESTED, on)
    if is_phone_proved:
        guardianship.is_phone_proved = True
        guardianship.save(update_fields=["is_phone_proved"])
    write_log(guardianship, now, "requested", guardian_id, note)
    publish(data.GuardianshipRequested(guardianship_id=guardianship.pk, person_id=guardian_id))
    return guardianship


def stay_of(pupil_id: int, on: date) -> Enrolment | None:
    stays = Enrolment.objects.in_force(on).filter(person_id=pupil_id).select_related("organisation")
    return stays.first()


def _confirm(actor: Actor, guardianship: Guardianship, on: date, is_first_contact: bool) -> None:
    confirmed = Guardianship.objects.filter(pupil_id=guardianship.pupil_id, status="confirmed")
    has_first = confirmed.filter(is_first_contact=True).exclude(pk=guardianship.pk)
    if is_first_contact:
        has_first.update(is_first_contact=False)
    guardianship.is_first_contact = is_first_contact or not has_first.exists()
    guardianship.status, guardianship.decided_by_id = data.GuardianshipStatus.CONFIRMED, actor.person_id
    guardianship.starts_on = on
    guardianship.save()
    if (stay := stay_of(guardianship.pupil_id, on)) is not None:
        add_role(actor, guardianship.guardian, "guardian", stay, on)


@transaction.atomic
def add_guardian(
    *,
    actor: Actor,
    guardian_id: int,
    pupil_id: int,
    relation: str,
    on: date,
    now: datetime,
    is_first_contact: bool = False,
) -> Guardianship:
    """Register a guardian on behalf of the school, confirmed at once.

    Raises:
        PupilNotFound, NotPermitted, GuardianOfOneself, GuardianTooYoung, GuardianshipExists.
    """
    stay = stay_of(pupil_id, on)
    if stay is None or not Enrolment.objects.visible_to(actor).filter(pk=stay.pk).exists():
        raise errors.PupilNotFound(person_id=pupil_id)
    if not actor.may(data.MANAGE_PUPILS, stay.scope_path):
        require(actor, data.CONFIRM_GUARDIANS, stay.scope_path)
    guardianship = _new(guardian_id, pupil_id, relation, data.GuardianshipStatus.REQUESTED, on)
    _confirm(actor, guardianship, on, is_first_contact)
    write_log(guardianship, now, "registered", actor.person_id)
    publish(data.GuardianshipDecided(guardianship_id=guardianship.pk, person_id=guardian_id))
    return guardianship


def managed_guardianship(actor: Actor, guardianship_id: int) -> Guardianship:
    guardianship: Guardianship | None = (
        Guardianship.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("guardian", "pupil")
        .filter(pk=guardianship_id)
        .first()
    )
    if guardianship is None:
        raise errors.GuardianshipNotFound(guardianship_id=guardianship_id)
    stay = stay_of(guardianship.pupil_id, actor.on)
    require(actor, data.CONFIRM_GUARDIANS, stay.scope_path if stay else "/")
    return guardianship


@transaction.atomic
def decide_guardianship(
    *, actor: Actor, guardianship_id: int, confirmed: bool, now: datetime, note: str = ""
) -> Guardianship:
    """Confirm or refuse a request, as homeroom teacher or school administrator.

    Raises:
        GuardianshipNotFound, NotPermitted, GuardianshipDecidedAlready.
    """
    guardianship = managed_guardianship(actor, guardianship_id)
    if guardianship.status != data.GuardianshipStatus.REQUESTED:
        raise errors.GuardianshipDecidedAlready()
    if confirmed:
        _confirm(actor, guardianship, local_day(now), is_first_contact=False)
    else:
        guardianship.status, guardianship.decided_by_id = data.GuardianshipStatus.REFUSED, actor.person_id
        guardianship.save()
    write_log(guardianship, now, "confirmed" if confirmed else "refused", actor.person_id, note)
    publish(data.GuardianshipDecided(guardianship_id=guardianship.pk, person_id=guardianship.guardian_id))
    return guardianship


@transaction.atomic
def end_guardianship(*, actor: Actor, guardianship_id: int, on: date, now: datetime, note: str) -> Guardianship:
    """End a guardianship, as after a change of custody; `on` is its last day.

    Raises:
        GuardianshipNotFound, NotPermitted, GuardianshipDecidedAlready: it is not in force. DatesReversed.
    """
    guardianship = managed_guardianship(actor, guardianship_id)
    if guardianship.status != data.GuardianshipStatus.CONFIRMED:
        raise errors.GuardianshipDecidedAlready()
    if on < guardianship.starts_on:
        raise errors.DatesReversed(starts_on=guardianship.starts_on, ends_on=on)
    stay = stay_of(guardianship.pupil_id, actor.on)
    guardianship.status, guardianship.ends_on = data.GuardianshipStatus.ENDED, on
    guardianship.is_first_contact = False
    guardianship.save()
    if stay is not None:
        release_guardian(actor, guardianship, stay.scope_path, on)
    write_log(guardianship, now, "ended", actor.person_id, note)
    publish(data.GuardianshipDecided(guardianship_id=guardianship.pk, person_id=guardianship.guardian_id))
    return guardianship
