"""A guardian's children: where they are, what waits for consent, what was consented to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xingtan.apps.gateway.selectors.own_data import open_confirmations
from xingtan.kernel.scopes import Actor
from xingtan.people.persons.models import DataConfirmation, Person
from xingtan.people.roster import selectors as roster
from xingtan.people.roster.data import GuardianshipStatus
from xingtan.people.roster.models import Consent, Enrolment, Guardianship


@dataclass(frozen=True, kw_only=True)
class Ward:
    person: Person
    relation: Any
    is_first_contact: bool
    school: str
    class_name: str
    consents: list[Consent]
    confirmation: DataConfirmation | None


def wards_shown(actor: Actor) -> list[Ward]:
    """The actor's confirmed wards with their consents, newest version first. A constant number of queries."""
    assert actor.person_id is not None
    held = roster.wards(actor.person_id, on=actor.on)
    ids = [guardianship.pupil_id for guardianship in held]
    stays = {
        stay.person_id: stay
        for stay in Enrolment.objects.in_force(actor.on)
        .filter(person_id__in=ids)
        .select_related("organisation", "class_group__cohort")
    }
    consents: dict[int, list[Consent]] = {}
    for consent in (
        Consent.objects.filter(pupil_id__in=ids).select_related("agreement", "guardian").order_by("-asked_on")
    ):
        consents.setdefault(consent.pupil_id, []).append(consent)
    asked = open_confirmations(ids)
    return [_ward(guardianship, stays, consents, asked, actor) for guardianship in held]


def _ward(
    guardianship: Guardianship,
    stays: dict[int, Enrolment],
    consents: dict[int, list[Consent]],
    asked: dict[int, DataConfirmation],
    actor: Actor,
) -> Ward:
    stay = stays.get(guardianship.pupil_id)
    group = stay.class_group if stay else None
    return Ward(
        person=guardianship.pupil,
        relation=guardianship.get_relation_display(),
        is_first_contact=guardianship.is_first_contact,
        school=stay.organisation.name if stay else "",
        class_name=roster.class_name(group, on=actor.on) if group else "",
        consents=consents.get(guardianship.pupil_id, []),
        confirmation=asked.get(guardianship.pupil_id),
    )


def requests_shown(actor: Actor) -> list[Guardianship]:
    """The actor's requests that the school has not confirmed, or has refused."""
    shown = (GuardianshipStatus.REQUESTED, GuardianshipStatus.REFUSED)
    rows = Guardianship.objects.filter(guardian_id=actor.person_id, status__in=shown)
    return list(rows.select_related("pupil").order_by("-requested_on", "-pk"))
