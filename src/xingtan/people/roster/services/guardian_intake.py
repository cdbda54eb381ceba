"""Guardians as lists bring them: registered with the pupil, corrected, taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from xingtan.kernel.events.api import publish
from xingtan.kernel.scopes import Actor, require
from xingtan.people.accounts.models import Account
from xingtan.people.accounts.services import open_account
from xingtan.people.persons.intake import NewPerson, register_persons
from xingtan.people.persons.models import Person
from xingtan.people.postings import services as postings
from xingtan.people.postings.intake import withdraw_person
from xingtan.people.postings.models import Posting
from xingtan.people.roster import data, errors
from xingtan.people.roster.models import Enrolment, Guardianship, GuardianshipLog
from xingtan.people.roster.services.guardianships import add_guardian


@transaction.atomic
def take_in_guardian(
    *,
    actor: Actor,
    pupil_id: int,
    relation: str,
    on: date,
    now: datetime,
    person: NewPerson | None = None,
    person_id: int | None = None,
    is_first_contact: bool = False,
) -> dict[str, Any]:
    """Register a guardian with a pupil, confirmed by the school; a new person (`person`) or one known (`person_id`).

    Returns what `withdraw_guardian` needs.

    Raises:
        PupilNotFound, NotPermitted, GuardianOfOneself, GuardianTooYoung, GuardianshipExists.
        WrongName, WrongPhone: of the person.
    """
    first = Guardianship.objects.confirmed(on).filter(pupil_id=pupil_id, is_first_contact=True).first()
    guardian_id = person_id
    if guardian_id is None:
        assert person is not None
        [registered] = register_persons(actor=actor, newcomers=[person])
        guardian_id = registered.pk
    if not Account.objects.filter(person_id=guardian_id).exists():
        open_account(person_id=guardian_id)
    held = set(Posting.objects.filter(person_id=guardian_id, role="guardian").values_list("pk", flat=True))
    guardianship = add_guardian(
        actor=actor,
        guardian_id=guardian_id,
        pupil_id=pupil_id,
        relation=relation,
        on=on,
        now=now,
        is_first_contact=is_first_contact,
    )
    seats = Posting.objects.filter(person_id=guardian_id, role="guardian").exclude(pk__in=held)
    return {
        "guardianship": guardianship.pk,
        "is_new_person": person_id is None,
        "seats": list(seats.values_list("pk", flat=True)),
        "first_before": first.pk if first is not None and is_first_contact else None,
    }


@transaction.atomic
def withdraw_guardian(*, actor: Actor, taken_in: dict[str, Any]) -> bool:
    """Take back what `take_in_guardian` did, as if it had never been. False when the guardian has moved on since.

    Raises:
        NotPermitted.
    """
    rows = Guardianship.objects.select_for_update().filter(pk=taken_in["guardianship"])
    guardianship: Guardianship | None = rows.filter(status=data.GuardianshipStatus.CONFIRMED).first()
    if guardianship is None:
        return False
    require(actor, data.MANAGE_PUPILS, _path_of(guardianship.pupil_id, actor.on))
    guardian_id = guardianship.guardian_id
    try:
        with transaction.atomic():
            GuardianshipLog.objects.filter(guardianship=guardianship).delete()
            guardianship.delete()
            for posting in Posting.objects.filter(pk__in=taken_in["seats"], ends_on=None):
                if not _has_other_ward(guardian_id, posting.scope_path, actor.on):
                    postings.withdraw_posting(actor=actor, posting_id=posting.pk)
            Guardianship.objects.filter(pk=taken_in["first_before"] or 0, status="confirmed").update(
                is_first_contact=True
            )
            if taken_in["is_new_person"] and not withdraw_person(actor=actor, person_id=guardian_id):
                raise IntegrityError
    except IntegrityError:
        return False
    publish(data.GuardianshipDecided(guardianship_id=taken_in["guardianship"], person_id=guardian_id))
    return True


def _path_of(pupil_id: int, on: date) -> str:
    stay = Enrolment.objects.in_force(on).filter(person_id=pupil_id).first()
    return stay.scope_path if stay is not None else "/"


def _has_other_ward(guardian_id: int, path: str, on: date) -> bool:
    wards = Guardianship.objects.confirmed(on).filter(guardian_id=guardian_id).values("pupil_id")
    return Enrolment.objects.in_force(on).filter(person_id__in=wards, scope_path=path).exists()


@transaction.atomic
def correct_guardianship(
    *, actor: Actor, guardianship_id: int, now: datetime, relation: str = "", is_first_contact: bool | None = None
) -> Guardianship:
    """Correct how a guardian is related to the pupil, and whether they are asked first. What is left out stays.

    Raises:
        GuardianshipNotFound, NotPermitted, GuardianshipDecidedAlready: it is not in force.
    """
    rows = Guardianship.objects.visible_to(actor).select_for_update(of=("self",))
    guardianship: Guardianship | None = rows.filter(pk=guardianship_id).first()
    if guardianship is None:
        raise errors.GuardianshipNotFound(guardianship_id=guardianship_id)
    require(actor, data.MANAGE_PUPILS, _path_of(guardianship.pupil_id, actor.on))
    if guardianship.status != data.GuardianshipStatus.CONFIRMED:
        raise errors.GuardianshipDecidedAlready()
    if is_first_contact:
        others = Guardianship.objects.filter(pupil_id=guardianship.pupil_id, status="confirmed")
        others.exclude(pk=guardianship.pk).update(is_first_contact=False)
    guardianship.relation = relation or guardianship.relation
    if is_first_contact is not None:
        guardianship.is_first_contact = is_first_contact
    guardianship.save(update_fields=["relation", "is_first_contact"])
    GuardianshipLog.objects.create(guardianship=guardianship, at=now, act="corrected", by_id=actor.person_id)
    publish(data.GuardianshipDecided(guardianship_id=guardianship.pk, person_id=guardianship.guardian_id))
    return guardianship


def is_own_account(person: Person) -> bool:
    """Whether somebody uses their account: then they change their own facts, and no list does."""
    return Account.objects.filter(person=person, activated_at__isnull=False).exists()
