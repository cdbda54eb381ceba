"""Events reach their listeners at least once, in order for one object, whatever fails on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import transaction

from xingtan.kernel.events import api as events
from xingtan.kernel.events.data import LISTENERS, Listener
from xingtan.kernel.events.errors import DeliveryNotFound, PublishedOutsideTransaction
from xingtan.kernel.events.models import Delivery, EventRow
from xingtan.kernel.events.services import MOST_ATTEMPTS, deliver_waiting, forget_delivered

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class LanternLit(events.Event):
    code: ClassVar[str] = "test.lantern_lit"
    lantern_id: int
    step: int = 0


@pytest.fixture
def heard(monkeypatch):
    """A list of (lantern, step) in the order heard; `heard.broken` holds steps at which the listener fails."""

    class Heard(list):
        broken: set[int] = set()

        def hear(self, event):
            if event.step in self.broken:
                raise ValueError("out of oil")
            self.append((event.lantern_id, event.step))

    heard = Heard()
    monkeypatch.setitem(LISTENERS, LanternLit.code, [Listener("test.hear", heard.hear)])
    return heard


def publish(*steps: int, lantern_id: int = 1) -> None:
    with transaction.atomic():
        for step in steps:
            events.publish(LanternLit(lantern_id=lantern_id, step=step))


def test_events_of_one_object_are_heard_once_each_in_order(heard):
    publish(1, 2)
    publish(3)

    deliver_waiting()
    deliver_waiting()

    assert heard == [(1, 1), (1, 2), (1, 3)]
    assert events.delivery_state().waiting == 0


def test_an_event_of_an_undone_change_is_never_heard(heard):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        events.publish(LanternLit(lantern_id=1))
        raise ZeroDivisionError

    deliver_waiting()

    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_a_mistake_in_code():
    with pytest.raises(PublishedOutsideTransaction):
        events.publish(LanternLit(lantern_id=1))


def test_a_failing_event_holds_back_its_own_object_only(heard, now):
    heard.broken = {1}
    publish(1, 2, lantern_id=1)
    publish(7, lantern_id=2)

    deliver_waiting(now)

    assert heard == [(2, 7)]
    heard.broken = set()
    deliver_waiting(now)
    assert heard == [(2, 7)]  # too early to try again
    deliver_waiting(now + timedelta(minutes=1))
    assert heard == [(2, 7), (1, 1), (1, 2)]


def test_what_a_failing_listener_wrote_is_undone(heard, monkeypatch, now):
    def write_and_fail(event):
        EventRow.objects.create(code="half.done", subject_key="x")
        raise ValueError

    monkeypatch.setitem(LISTENERS, LanternLit.code, [Listener("test.half", write_and_fail)])
    publish(1)

    deliver_waiting(now)

    assert not EventRow.objects.filter(code="half.done").exists()
    assert "ValueError" in Delivery.objects.get().error


def test_what_fails_too_often_is_set_aside_seen_and_can_be_tried_again(heard, now):
    heard.broken = {1}
    publish(1, 2)

    for attempt in range(MOST_ATTEMPTS):
        deliver_waiting(now + timedelta(hours=attempt))

    assert heard == [(1, 2)]
    assert events.delivery_state().poisoned == 1
    delivery = events.set_aside().get()
    heard.broken = set()
    events.deliver_again(delivery_id=delivery.pk)
    deliver_waiting(now + timedelta(days=1))
    assert heard == [(1, 2), (1, 1)]
    assert events.delivery_state().poisoned == 0


def test_only_what_was_set_aside_can_be_tried_again(heard):
    publish(1)
    deliver_waiting()

    with pytest.raises(DeliveryNotFound):
        events.deliver_again(delivery_id=Delivery.objects.get().pk)


def test_two_listeners_are_independent(heard, monkeypatch, now):
    def fail(event):
        raise ValueError

    monkeypatch.setitem(LISTENERS, LanternLit.code, [Listener("test.hear", heard.hear), Listener("test.fail", fail)])
    publish(1)

    deliver_waiting(now)
    deliver_waiting(now + timedelta(minutes=1))

    assert heard == [(1, 1)]
    assert Delivery.objects.get(listener="test.fail").attempts == 2


def test_a_code_stands_for_one_event_only():
    with pytest.raises(TypeError, match="used twice"):

        class Other(events.Event):
            code: ClassVar[str] = "test.lantern_lit"


def test_old_events_are_forgotten_those_set_aside_are_not(heard, now):
    publish(1)
    deliver_waiting(now)

    assert forget_delivered(now + timedelta(days=89)) == 0
    assert forget_delivered(now + timedelta(days=91)) == 1
