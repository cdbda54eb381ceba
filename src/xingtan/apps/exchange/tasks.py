"""Long work of the exchange: reading, applying, taking back, delivering, with the rights of who asked for it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from xingtan.apps.exchange.services import applying, delivering, staging, undoing
from xingtan.kernel.clock import local_day
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tasks.api import task
from xingtan.people.access.services import build_actor

LOCK = "exchange-set-{set_id}"


def _actor(account_id: int, person_id: int, now: datetime) -> Actor:
    """Whoever asked, with the rights they have now."""
    return build_actor(account_id=account_id, person_id=person_id, posting_id=None, on=local_day(now), now=now)


@task(retries=2, lock=LOCK)
def read_set(*, set_id: int) -> str:
    """Read an uploaded set and compare it with what is held."""
    return staging.read_set(set_id=set_id)


@task(retries=2, lock=LOCK)
def apply_set(*, set_id: int, account_id: int, person_id: int) -> str:
    """Apply a set; after a stop it goes on where it stood."""
    now = timezone.now()
    return applying.apply_set(actor=_actor(account_id, person_id, now), set_id=set_id, now=now)


@task(retries=2, lock=LOCK)
def undo_set(*, set_id: int, account_id: int, person_id: int) -> str:
    """Take an applied set back."""
    now = timezone.now()
    return undoing.undo_set(actor=_actor(account_id, person_id, now), set_id=set_id, now=now)


@task(retries=2, lock="exchange-delivery-{delivery_id}")
def make_delivery(*, delivery_id: int, account_id: int, person_id: int) -> str:
    """Make a delivery."""
    now = timezone.now()
    return delivering.make_delivery(actor=_actor(account_id, person_id, now), delivery_id=delivery_id, now=now)
