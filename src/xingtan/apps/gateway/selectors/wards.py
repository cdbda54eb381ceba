"""A guardian's children: where they are, what waits for consent, what was consented to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xingtan.apps.gateway.selectors.own_data import open_confirmations
from xingtan.kernel.scopes import Actor
from xingtan.people.persons.models import DataConfirmation, Person
from xingtan.people.postings.models import Posting
from xingtan.people.roster import selectors as roster
from xingtan.people.roster.data import OPEN_REQUESTS, GuardianshipStatus
from xingtan.people.roster.errors import GuardianshipNotFound
from xingtan.people.roster.models import Consent, Enrolment, Guardianship, GuardianshipLog


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


@dataclass(frozen=True, kw_only=True)
class OwnRequest:
    """One request of the actor's with what the school said last. `place` is the child's class, as the asker knew it."""

    guardianship: Guardianship
    said: str
    said_at: datetime | None
    may_rename: bool


def requests_shown(actor: Actor) -> list[OwnRequest]:
    """The actor's requests that the school has not confirmed, or has refused while nothing newer was asked."""
    shown = (*OPEN_REQUESTS, GuardianshipStatus.REFUSED)
    rows = Guardianship.objects.filter(guardian_id=actor.person_id, status__in=shown)
    found = list(rows.select_related("pupil", "guardian").order_by("-requested_on", "-pk"))
    said = _said([row.pk for row in found])
    return [OwnRequest(guardianship=row, may_rename=False, **said.get(row.pk, NOTHING_SAID)) for row in found]


NOTHING_SAID: dict[str, Any] = {"said": "", "said_at": None}


def _said(ids: list[int]) -> dict[int, dict[str, Any]]:
    """The newest answer of the school to each request."""
    answers = GuardianshipLog.objects.filter(guardianship__in=ids, act__in=("returned", "refused")).order_by("at", "pk")
    return {row.guardianship_id: {"said": row.note, "said_at": row.at} for row in answers}


def own_request(actor: Actor, guardianship_id: int) -> OwnRequest:
    """One's own request that is not decided yet.

    Raises:
        GuardianshipNotFound: not there, somebody else's, or decided.
    """
    rows = Guardianship.objects.filter(guardian_id=actor.person_id, status__in=OPEN_REQUESTS)
    found = rows.select_related("pupil", "guardian").filter(pk=guardianship_id).first()
    if found is None or actor.person_id is None:
        raise GuardianshipNotFound(guardianship_id=guardianship_id)
    said = _said([found.pk]).get(found.pk, NOTHING_SAID)
    return OwnRequest(guardianship=found, may_rename=may_rename(actor.person_id), **said)


def may_rename(person_id: int) -> bool:
    """Whether a guardian may still correct the own name: nobody has confirmed who they are, nor posted them."""
    confirmed = Guardianship.objects.filter(guardian_id=person_id, status__in=("confirmed", "ended"))
    return not confirmed.exists() and not Posting.objects.filter(person_id=person_id).exists()


def usual_relation(actor: Actor) -> str:
    """How the actor was related to the child they asked for last; mostly they are the same to the next."""
    latest = Guardianship.objects.filter(guardian_id=actor.person_id).order_by("-pk").first()
    return latest.relation if latest is not None else ""
