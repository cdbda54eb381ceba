"""Guardians' answers for their wards, journalled."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xingtan.apps.gateway.selectors.places import home_path
from xingtan.kernel.audit import api as audit
from xingtan.kernel.errors import NotFound
from xingtan.kernel.scopes import Actor
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import Consent

ANSWERS = {
    "give": roster.give_consent,
    "refuse": roster.refuse_consent,
    "withdraw": roster.withdraw_consent,
}


@transaction.atomic
def answer_consent(*, actor: Actor, consent_id: int, answer: str, now: datetime) -> Consent:
    """Give, refuse or withdraw.

    Raises:
        NotFound: no such answer. ConsentNotFound, NotAGuardian, ConsentAnswered: as the roster says.
    """
    if answer not in ANSWERS:
        raise NotFound
    consent: Consent = ANSWERS[answer](actor=actor, consent_id=consent_id, now=now)
    path = home_path(person_id=consent.pupil_id, on=actor.on)
    detail = {"pupil": consent.pupil_id, "agreement": consent.agreement_id}
    audit.record(actor, f"consent.{answer}", "consent", consent.pk, path, detail=detail)
    return consent
