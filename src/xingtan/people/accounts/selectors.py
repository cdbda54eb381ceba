"""Reads of accounts that need more than a queryset."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, Max, OuterRef

from xingtan.people.accounts.data import ASKED_OF_EVERYBODY
from xingtan.people.accounts.models import Acceptance, Agreement, Session


def current_agreements(kinds: tuple[str, ...] = ASKED_OF_EVERYBODY) -> list[Agreement]:
    """The newest version of each kind."""
    return list(Agreement.objects.filter(kind__in=kinds).order_by("kind", "-published_at").distinct("kind"))


def newest_agreement() -> int:
    """Number of the agreement published last among those asked of everybody; 0 when there is none."""
    asked = Agreement.objects.filter(kind__in=ASKED_OF_EVERYBODY)
    return asked.aggregate(newest=Max("pk"))["newest"] or 0


def agreements_to_accept(*, person_id: int) -> list[Agreement]:
    """Newest versions that this person has not accepted, or has withdrawn from."""
    held = Acceptance.objects.filter(agreement=OuterRef("pk"), person_id=person_id, withdrawn_at__isnull=True)
    newest = [agreement.pk for agreement in current_agreements()]
    return list(Agreement.objects.filter(pk__in=newest).filter(~Exists(held)).order_by("kind"))


def sessions_of(*, account_id: int, now: datetime) -> list[Session]:
    """Sessions that are still alive, the most recently used first."""
    return list(Session.objects.filter(account_id=account_id, expire_date__gt=now).order_by("-last_seen_at"))
