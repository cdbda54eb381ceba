"""Reads about runs and workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min
from procrastinate.contrib.django.models import ProcrastinateWorker

from xingtan.kernel.scopes import Actor
from xingtan.kernel.tasks.data import State
from xingtan.kernel.tasks.errors import TaskRunNotFound
from xingtan.kernel.tasks.models import TaskRun
from xingtan.kernel.tasks.querysets import TaskRunQuerySet

SECONDS_OF_SILENCE = 12  # after which a worker counts as dead


@dataclass(frozen=True, kw_only=True)
class WorkerState:
    """Whether somebody does the work.

    Args:
        alive: workers heard from within `SECONDS_OF_SILENCE`.
        heard_at: the last sign of any of them.
        waiting: runs due and not begun; `waiting_since` is the oldest one's time.
    """

    alive: int
    heard_at: datetime | None
    waiting: int
    waiting_since: datetime | None

    @property
    def is_healthy(self) -> bool:
        return self.alive > 0


def worker_state(now: datetime) -> WorkerState:
    workers = ProcrastinateWorker.objects.aggregate(heard_at=Max("last_heartbeat"))
    since = now - timedelta(seconds=SECONDS_OF_SILENCE)
    due = TaskRun.objects.filter(state=State.QUEUED, due_at__lte=now).aggregate(n=Count("pk"), since=Min("due_at"))
    return WorkerState(
        alive=ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).count(),
        heard_at=workers["heard_at"],
        waiting=due["n"],
        waiting_since=due["since"],
    )


def runs_of(actor: Actor) -> TaskRunQuerySet:
    """Runs the actor may see, newest first."""
    runs: TaskRunQuerySet = TaskRun.objects.visible_to(actor).order_by("-pk")
    return runs


def alive_count(actor: Actor) -> int:
    """How many of the actor's own runs wait or run."""
    if actor.account_id is None:
        return 0
    return TaskRun.objects.alive().filter(account_id=actor.account_id).count()


def run_of(actor: Actor, run_id: int) -> TaskRun:
    """One run.

    Raises:
        TaskRunNotFound: not there, or not for `actor` to see.
    """
    run: TaskRun | None = TaskRun.objects.visible_to(actor).filter(pk=run_id).first()
    if run is None:
        raise TaskRunNotFound
    return run
