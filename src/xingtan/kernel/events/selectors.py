"""Reads about delivery, for the health page and the administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from xingtan.kernel.events.models import Delivery, EventRow


@dataclass(frozen=True, kw_only=True)
class DeliveryState:
    """How far delivery is behind.

    Args:
        waiting: events not yet delivered to all their listeners.
        waiting_since: when the oldest of them was published; None when nothing waits.
        poisoned: deliveries that failed too often and wait for a person.
    """

    waiting: int
    waiting_since: datetime | None
    poisoned: int


def delivery_state() -> DeliveryState:
    waiting = EventRow.objects.filter(delivered_at__isnull=True).aggregate(n=Count("pk"), since=Min("published_at"))
    return DeliveryState(
        waiting=waiting["n"],
        waiting_since=waiting["since"],
        poisoned=Delivery.objects.filter(is_poisoned=True).count(),
    )


def set_aside() -> QuerySet[Delivery]:
    """Deliveries that failed too often, newest first, each with its event."""
    return Delivery.objects.filter(is_poisoned=True).select_related("event").order_by("-pk")
