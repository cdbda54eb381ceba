"""A guardian's consent for a child under fourteen: asked for, given or refused, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from xingtan.kernel.scopes import Actor
from xingtan.people.roster import errors
from xingtan.people.roster.models import Consent, Guardianship


def ask_consents(*, pupil_ids: Iterable[int], agreement_id: int, asked_on: date, due_on: date) -> int:
    """Ask the guardians of these pupils to consent to one version. Returns how many were newly asked."""
    wanted = set(pupil_ids)
    held = Consent.objects.filter(pupil_id__in=wanted, agreement_id=agreement_id, withdrawn_at__isnull=True)
    fresh = sorted(wanted - set(held.values_list("pupil_id", flat=True)))
    Consent.objects.bulk_create(
        [Consent(pupil_id=pk, agreement_id=agreement_id, asked_on=asked_on, due_on=due_on) for pk in fresh], 2000
    )
    return len(fresh)


def _own(actor: Actor, consent_id: int) -> Consent:
    """A consent that the actor may answer: for a ward of theirs, with custody, confirmed."""
    consent: Consent | None = Consent.objects.visible_to(actor).select_for_update().filter(pk=consent_id).first()
    if consent is None:
        raise errors.ConsentNotFound(consent_id=consent_id)
    guardian = (
        Guardianship.objects.confirmed(actor.on)
        .with_custody(actor.on)
        .filter(guardian_id=actor.person_id, pupil_id=consent.pupil_id)
    )
    if not guardian.exists():
        raise errors.NotAGuardian()
    return consent


@transaction.atomic
def give_consent(*, actor: Actor, consent_id: int, now: datetime) -> Consent:
    """Consent for a ward.

    Raises:
        ConsentNotFound, NotAGuardian, ConsentAnswered.
    """
    consent = _own(actor, consent_id)
    if consent.given_at or consent.withdrawn_at:
        raise errors.ConsentAnswered()
    consent.given_at, consent.refused_at, consent.guardian_id = now, None, actor.person_id
    consent.save()
    return consent


@transaction.atomic
def refuse_consent(*, actor: Actor, consent_id: int, now: datetime) -> Consent:
    """Say no for a ward. It may still be given later."""
    consent = _own(actor, consent_id)
    if consent.given_at or consent.refused_at or consent.withdrawn_at:
        raise errors.ConsentAnswered()
    consent.refused_at, consent.guardian_id = now, actor.person_id
    consent.save()
    return consent


@transaction.atomic
def withdraw_consent(*, actor: Actor, consent_id: int, now: datetime) -> Consent:
    """Take back a consent that was given.

    Raises:
        ConsentNotFound, NotAGuardian, ConsentAnswered: it was not given, or taken back before.
    """
    consent = _own(actor, consent_id)
    if consent.given_at is None or consent.withdrawn_at is not None:
        raise errors.ConsentAnswered()
    consent.withdrawn_at = now
    consent.save()
    return consent
