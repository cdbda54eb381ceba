"""Deciding on guardianships and ending them; findings about the pupil are looked at again at once."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xingtan.apps.registry.services import findings
from xingtan.kernel.clock import local_day
from xingtan.kernel.scopes import Actor
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import Guardianship


@transaction.atomic
def decide(*, actor: Actor, guardianship_id: int, confirmed: bool, note: str, now: datetime) -> Guardianship:
    """Confirm or refuse a request.

    Raises:
        GuardianshipNotFound, NotPermitted, GuardianshipDecidedAlready.
    """
    guardianship = roster.decide_guardianship(
        actor=actor, guardianship_id=guardianship_id, confirmed=confirmed, note=note, now=now
    )
    findings.check_person(person_id=guardianship.pupil_id, on=local_day(now), now=now)
    return guardianship


@transaction.atomic
def end(*, actor: Actor, guardianship_id: int, on: date, note: str, now: datetime) -> Guardianship:
    """End a guardianship; `on` is its last day.

    Raises:
        GuardianshipNotFound, NotPermitted, GuardianshipDecidedAlready, DatesReversed.
    """
    guardianship = roster.end_guardianship(actor=actor, guardianship_id=guardianship_id, on=on, note=note, now=now)
    findings.check_person(person_id=guardianship.pupil_id, on=local_day(now), now=now)
    return guardianship
