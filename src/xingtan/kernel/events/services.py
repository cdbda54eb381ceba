"""Publishing events with their change, and delivering them afterwards: at least once, in order for one object."""

from __future__ import annotations

import logging
import time
import traceback
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from xingtan.kernel.events.data import CHANNEL, EVENTS, LISTENERS, Event, Listener
from xingtan.kernel.events.errors import DeliveryNotFound, PublishedOutsideTransaction
from xingtan.kernel.events.models import Delivery, EventRow

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
LONGEST_WAIT = timedelta(minutes=10)
KEEP_DELIVERED = timedelta(days=90)
BATCH = 300
LONGEST_BATCH_SECONDS = 1.0


def publish(event: Event) -> None:
    """Record that something happened, in the transaction that makes it so.

    Raises:
        PublishedOutsideTransaction: no transaction is open.
    """
    publish_all([event])


def publish_all(events: Iterable[Event]) -> int:
    """`publish` for many, in one statement. Returns how many there were."""
    if not connection.in_atomic_block:
        raise PublishedOutsideTransaction("events are published inside transaction.atomic()")
    rows = [EventRow(code=event.code, subject_key=event.subject_key, payload=event.payload()) for event in events]
    if rows:
        EventRow.objects.bulk_create(rows, batch_size=1000)
        _wake_workers()
    return len(rows)


def _wake_workers() -> None:
    """PostgreSQL hands the notice over when the transaction commits, and drops it when it does not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def deliver_waiting(now: datetime | None = None) -> int:
    """Deliver what is waiting and due, oldest first. Returns the number of events closed.

    Several workers may run this at once: an object whose event one of them holds is left alone by the others.
    """
    now = now or timezone.now()
    closed, busy = 0, set[str]()
    while waiting := _oldest_waiting(now, busy):
        closed += _deliver_batch(waiting, now, busy)
    return closed


def _oldest_waiting(now: datetime, busy: set[str]) -> list[tuple[int, str]]:
    """(pk, object) of the oldest waiting events, leaving out objects that are busy or must wait.

    Of each object it is the beginning of what waits, so that order can be kept.
    """
    waiting = EventRow.objects.filter(delivered_at__isnull=True)
    pausing = waiting.filter(retry_at__gt=now).values("subject_key")
    free = waiting.exclude(subject_key__in=pausing).exclude(subject_key__in=busy)
    return list(free.order_by("pk").values_list("pk", "subject_key")[:BATCH])


@transaction.atomic
def _deliver_batch(waiting: list[tuple[int, str]], now: datetime, busy: set[str]) -> int:
    """Deliver some events in one transaction. Objects that cannot go on join `busy`."""
    free = EventRow.objects.select_for_update(skip_locked=True).filter(delivered_at__isnull=True)
    rows = free.in_bulk([pk for pk, _subject in waiting])
    known = _known_deliveries(rows)
    tried: list[Delivery] = []
    closed: list[int] = []
    end = time.monotonic() + LONGEST_BATCH_SECONDS
    for pk, subject in waiting:
        if subject in busy:
            continue
        row = rows.get(pk)
        if row is None:
            busy.add(subject)  # another worker has it; what follows must wait for it
        elif _deliver(row, known[pk], tried, now):
            closed.append(pk)
        else:
            busy.add(subject)
        if time.monotonic() > end:
            break
    _save_deliveries(tried)
    EventRow.objects.filter(pk__in=closed).update(delivered_at=now)
    return len(closed)


def _known_deliveries(rows: Iterable[int]) -> dict[int, dict[str, Delivery]]:
    known: dict[int, dict[str, Delivery]] = defaultdict(dict)
    for delivery in Delivery.objects.filter(event__in=list(rows)):
        known[delivery.event_id][delivery.listener] = delivery
    return known


def _save_deliveries(tried: list[Delivery]) -> None:
    Delivery.objects.bulk_create(
        tried,
        update_conflicts=True,
        unique_fields=["event", "listener"],
        update_fields=["attempts", "done_at", "error", "is_poisoned"],
    )


def _deliver(row: EventRow, known: dict[str, Delivery], tried: list[Delivery], now: datetime) -> bool:
    """Call every listener that has not yet heard; True when none is left to be tried again."""
    kind = EVENTS.get(row.code)
    if kind is None:
        logger.warning("Event %s has no class any more and is closed unheard", row.code)
        return True
    retry_at: datetime | None = None
    for listener in LISTENERS.get(row.code, []):
        delivery = known.get(listener.name) or Delivery(event=row, listener=listener.name)
        if delivery.done_at is not None or delivery.is_poisoned:
            continue
        tried.append(delivery)
        if not _call(listener, kind(**row.payload), delivery, now):
            retry_at = now + _pause(delivery.attempts)
    if retry_at is not None:
        EventRow.objects.filter(pk=row.pk).update(retry_at=retry_at)
    return retry_at is None


def _call(listener: Listener, event: Event, delivery: Delivery, now: datetime) -> bool:
    """Call one listener in a savepoint and note the outcome. False when it is to be tried again."""
    delivery.attempts += 1
    try:
        with transaction.atomic():
            listener.call(event)
        delivery.done_at, delivery.error = now, ""
    except Exception as error:
        delivery.error = _last_lines(error)
        delivery.is_poisoned = delivery.attempts >= MOST_ATTEMPTS
        level = logging.ERROR if delivery.is_poisoned else logging.WARNING
        logger.log(level, "%s failed at %s, attempt %s: %s", event.code, listener.name, delivery.attempts, error)
    return bool(delivery.done_at) or delivery.is_poisoned


def _pause(attempts: int) -> timedelta:
    return min(timedelta(seconds=2**attempts), LONGEST_WAIT)


def _last_lines(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))[-4000:]


@transaction.atomic
def deliver_again(*, delivery_id: int) -> None:
    """Give an event that was set aside another row of attempts at its listener.

    Raises:
        DeliveryNotFound: no such delivery was set aside.
    """
    delivery = Delivery.objects.select_for_update().filter(pk=delivery_id, is_poisoned=True).first()
    if delivery is None:
        raise DeliveryNotFound
    delivery.is_poisoned, delivery.attempts = False, 0
    delivery.save(update_fields=["is_poisoned", "attempts"])
    EventRow.objects.filter(pk=delivery.event_id).update(delivered_at=None, retry_at=None)
    _wake_workers()


def forget_delivered(now: datetime, keep: timedelta = KEEP_DELIVERED) -> int:
    """Remove events delivered long ago; what was set aside stays. Returns how many went."""
    poisoned = Delivery.objects.filter(is_poisoned=True).values("event")
    old: Any = EventRow.objects.filter(delivered_at__lt=now - keep).exclude(pk__in=poisoned)
    return int(old.delete()[1].get("events.EventRow", 0))
