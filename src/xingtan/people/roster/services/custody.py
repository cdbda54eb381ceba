"""What happens to a guardianship between asking and ending: corrected, taken back, custody lost and given again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from xingtan.kernel.clock import day_before, in_force, local_day
from xingtan.kernel.events.api import publish
from xingtan.kernel.scopes import Actor
from xingtan.people.postings.models import Posting
from xingtan.people.postings.services import add_posting
from xingtan.people.roster import data, errors
from xingtan.people.roster.models import Enrolment, Guardianship
from xingtan.people.roster.services.enrolments import release_guardian
from xingtan.people.roster.services.guardianships import managed_guardianship, stay_of, write_log

Status = data.GuardianshipStatus


@transaction.atomic
def return_guardianship(*, actor: Actor, guardianship_id: int, note: str, now: datetime) -> Guardianship:
    """Ask whoever made a request to put something right first; `note` says what.

    Raises:
        GuardianshipNotFound, NotPermitted, GuardianshipDecidedAlready.
    """
    guardianship = managed_guardianship(actor, guardianship_id)
    if guardianship.status != Status.REQUESTED:
        raise errors.GuardianshipDecidedAlready()
    guardianship.status, guardianship.decided_by_id = Status.RETURNED, actor.person_id
    guardianship.save(update_fields=["status", "decided_by"])
    write_log(guardianship, now, "returned", actor.person_id, note)
    return guardianship


def _own(actor: Actor, guardianship_id: int) -> Guardianship:
    rows = Guardianship.objects.select_for_update(of=("self",)).select_related("guardian", "pupil")
    found: Guardianship | None = rows.filter(pk=guardianship_id, guardian_id=actor.person_id).first()
    if found is None or actor.person_id is None:
        raise errors.GuardianshipNotFound(guardianship_id=guardianship_id)
    return found


@transaction.atomic
def amend_request(*, actor: Actor, guardianship_id: int, relation: str, note: str, now: datetime) -> Guardianship:
    """Correct one's own request, and ask again.

    Raises:
        GuardianshipNotFound, GuardianshipDecidedAlready.
    """
    guardianship = _own(actor, guardianship_id)
    if guardianship.status not in data.OPEN_REQUESTS:
        raise errors.GuardianshipDecidedAlready()
    guardianship.relation, guardianship.status = relation, Status.REQUESTED
    guardianship.requested_on = local_day(now)
    guardianship.save(update_fields=["relation", "status", "requested_on"])
    write_log(guardianship, now, "amended", actor.person_id, note)
    publish(data.GuardianshipRequested(guardianship_id=guardianship.pk, person_id=guardianship.guardian_id))
    return guardianship


@transaction.atomic
def withdraw_request(*, actor: Actor, guardianship_id: int, now: datetime) -> Guardianship:
    """Take one's own request back.

    Raises:
        GuardianshipNotFound, GuardianshipDecidedAlready.
    """
    guardianship = _own(actor, guardianship_id)
    if guardianship.status not in data.OPEN_REQUESTS:
        raise errors.GuardianshipDecidedAlready()
    _end_now(guardianship, now)
    write_log(guardianship, now, "withdrawn", actor.person_id)
    return guardianship


def _end_now(guardianship: Guardianship, now: datetime) -> None:
    """Today is the last day on record; of the child nothing is seen from this moment on."""
    on = local_day(now)
    guardianship.status, guardianship.ends_on = Status.ENDED, max(on, guardianship.starts_on)
    guardianship.has_custody, guardianship.custody_ends_on = False, day_before(on)
    guardianship.is_first_contact = False
    guardianship.save()


@transaction.atomic
def leave_ward(*, actor: Actor, guardianship_id: int, note: str, now: datetime) -> Guardianship:
    """Unbind oneself from a child, at once. Somebody else must be left who answers for the child.

    Raises:
        GuardianshipNotFound, GuardianshipDecidedAlready, LastGuardian.
    """
    guardianship = _own(actor, guardianship_id)
    on = local_day(now)
    if guardianship.status != Status.CONFIRMED:
        raise errors.GuardianshipDecidedAlready()
    others = Guardianship.objects.confirmed(on).with_custody(on).filter(pupil_id=guardianship.pupil_id)
    if not others.exclude(pk=guardianship.pk).exists():
        raise errors.LastGuardian(name=guardianship.pupil.name)
    stay = stay_of(guardianship.pupil_id, on)
    _end_now(guardianship, now)
    if stay is not None:
        release_guardian(actor, guardianship, stay.scope_path, day_before(on))
    write_log(guardianship, now, "left", actor.person_id, note)
    publish(data.GuardianshipDecided(guardianship_id=guardianship.pk, person_id=guardianship.guardian_id))
    return guardianship


@transaction.atomic
def end_custody(
    *, actor: Actor, guardianship_id: int, on: date, now: datetime, note: str, act: str = "custody_ended"
) -> Guardianship:
    """From the day `on` the guardian sees nothing of the child; the kinship stays on record.

    Args:
        on: the first day without custody; today takes effect at once.
        act: how the custody log calls it: "custody_ended", or "blocked" in an emergency.
    Raises:
        GuardianshipNotFound, NotPermitted, GuardianshipDecidedAlready: it is not in force.
    """
    guardianship = managed_guardianship(actor, guardianship_id)
    if guardianship.status != Status.CONFIRMED:
        raise errors.GuardianshipDecidedAlready()
    last_day = day_before(on)
    guardianship.custody_ends_on, guardianship.has_custody = last_day, on > local_day(now)
    guardianship.is_first_contact = False
    guardianship.save(update_fields=["custody_ends_on", "has_custody", "is_first_contact"])
    stay = stay_of(guardianship.pupil_id, actor.on)
    if stay is not None:
        release_guardian(actor, guardianship, stay.scope_path, last_day)
    write_log(guardianship, now, act, actor.person_id, note)
    publish(data.GuardianshipDecided(guardianship_id=guardianship.pk, person_id=guardianship.guardian_id))
    return guardianship


@transaction.atomic
def restore_custody(*, actor: Actor, guardianship_id: int, now: datetime, note: str) -> Guardianship:
    """Give custody back from today on, as when a block was a mistake or a court decided anew.

    Raises:
        GuardianshipNotFound, NotPermitted, GuardianshipDecidedAlready: it has ended, or custody was never lost.
    """
    guardianship = managed_guardianship(actor, guardianship_id)
    if guardianship.status != Status.CONFIRMED or guardianship.custody_ends_on is None:
        raise errors.GuardianshipDecidedAlready()
    guardianship.custody_ends_on, guardianship.has_custody = None, True
    guardianship.save(update_fields=["custody_ends_on", "has_custody"])
    stay = stay_of(guardianship.pupil_id, actor.on)
    if stay is not None:
        _resume_role(actor, guardianship, stay, local_day(now))
    write_log(guardianship, now, "custody_restored", actor.person_id, note)
    publish(data.GuardianshipDecided(guardianship_id=guardianship.pk, person_id=guardianship.guardian_id))
    return guardianship


def _resume_role(actor: Actor, guardianship: Guardianship, stay: Enrolment, on: date) -> None:
    """The guardian's posting at the class again, without a gap where the last one has not yet run out."""
    held = Posting.objects.filter(
        in_force(on), person_id=guardianship.guardian_id, role="guardian", scope_path=stay.scope_path
    )
    latest = held.order_by("-starts_on").first()
    if latest is not None and latest.ends_on is None:
        return
    add_posting(
        actor=actor,
        person=guardianship.guardian,
        organisation=stay.organisation,
        role="guardian",
        starts_on=latest.ends_on + timedelta(days=1) if latest is not None else on,
        scope_path=stay.scope_path,
    )


def expire_custody(*, on: date) -> int:
    """Note for everybody whose custody ended before the day `on` that it has. Returns how many."""
    over = Guardianship.objects.filter(has_custody=True, custody_ends_on__lt=on)
    return int(over.update(has_custody=False))
