"""Schedules fall due by local time, once, whoever looks."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from xingtan.kernel.registry import REGISTRY, Manifest, Schedule
from xingtan.kernel.tasks.models import TaskRun
from xingtan.kernel.tasks.services import forget_over, run_waiting, start_due_schedules

pytestmark = pytest.mark.django_db

MONDAY = datetime(2025, 9, 22, 6, 59, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def rung(monkeypatch):
    """A bell that rings each day at seven; the list counts how often."""
    rung: list[str] = []
    schedule = Schedule(code="test.ring", label="晨钟", cron="0 7 * * *", run=lambda: rung.append("dong"))
    monkeypatch.setattr(REGISTRY, "manifests", {"test": Manifest(schedules=(schedule,))})
    return rung


def test_it_runs_when_the_local_time_has_come_and_only_once(rung):
    assert start_due_schedules(MONDAY) == 0  # a new installation has nothing to catch up on
    assert start_due_schedules(MONDAY + timedelta(minutes=1)) == 1
    assert start_due_schedules(MONDAY + timedelta(minutes=1)) == 0

    run_waiting()

    assert rung == ["dong"]
    assert TaskRun.objects.get().label == "晨钟"


def test_after_a_standstill_it_runs_once(rung):
    start_due_schedules(MONDAY)

    assert start_due_schedules(MONDAY + timedelta(days=5)) == 1
    run_waiting()

    assert rung == ["dong"]


def test_old_runs_are_forgotten(rung):
    start_due_schedules(MONDAY)
    start_due_schedules(MONDAY + timedelta(days=1))
    run_waiting()
    run = TaskRun.objects.get()

    assert forget_over(run.finished_at + timedelta(days=59)) == 0
    assert forget_over(run.finished_at + timedelta(days=61)) == 1
