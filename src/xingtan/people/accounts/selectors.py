"""Reads of accounts that need more than a queryset."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from xingtan.kernel.prepared import prepared
from xingtan.people.accounts.data import ASKED_OF_EVERYBODY
from xingtan.people.accounts.models import Acceptance, Agreement, Session


@prepared
def _asked(*, person_id: int) -> Any:
    """Of each kind asked of everybody the newest version, whether it is accepted, and the last number given."""
    asked = Agreement.objects.filter(kind__in=ASKED_OF_EVERYBODY)
    held = Acceptance.objects.filter(agreement=OuterRef("pk"), person_id=person_id, withdrawn_at__isnull=True)
    last = Subquery(asked.order_by("-pk").values("pk")[:1])
    return asked.order_by("kind", "-published_at").distinct("kind").values_list("pk", Exists(held), last)


def standing_of(*, person_id: int) -> tuple[int, bool]:
    """Number of the agreement published last, 0 when there is none; whether this person has any left to accept."""
    rows = _asked(person_id=person_id)
    return max((last for _pk, _held, last in rows), default=0), not all(held for _pk, held, _last in rows)


def agreements_to_accept(*, person_id: int) -> list[Agreement]:
    """Newest versions that this person has not accepted, or has withdrawn from."""
    waiting = [pk for pk, is_held, _last in _asked(person_id=person_id) if not is_held]
    return list(Agreement.objects.filter(pk__in=waiting).order_by("kind")) if waiting else []


def sessions_of(*, account_id: int, now: datetime) -> list[Session]:
    """Sessions that are still alive, the most recently used first."""
    return list(Session.objects.filter(account_id=account_id, expire_date__gt=now).order_by("-last_seen_at"))
