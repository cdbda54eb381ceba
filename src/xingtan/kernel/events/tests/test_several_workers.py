"""Several workers deliver at once: nothing twice, nothing out of order."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import connection, transaction

from xingtan.kernel.events import api as events
from xingtan.kernel.events.data import LISTENERS, Listener
from xingtan.kernel.events.services import deliver_waiting

OBJECTS, STEPS, WORKERS = 12, 6, 4


@dataclass(frozen=True, kw_only=True)
class KiteMoved(events.Event):
    code: ClassVar[str] = "test.kite_moved"
    kite_id: int
    step: int


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_keep_the_order_of_each_object(monkeypatch):
    heard: dict[int, list[int]] = defaultdict(list)

    def hear(event: KiteMoved) -> None:
        time.sleep(0.002)
        heard[event.kite_id].append(event.step)

    monkeypatch.setitem(LISTENERS, KiteMoved.code, [Listener("test.kites", hear)])
    for step in range(STEPS):
        with transaction.atomic():
            events.publish_all(KiteMoved(kite_id=kite, step=step) for kite in range(OBJECTS))

    def work() -> None:
        while events.delivery_state().waiting:
            deliver_waiting()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)

    assert dict(heard) == {kite: list(range(STEPS)) for kite in range(OBJECTS)}
