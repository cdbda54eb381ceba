"""Cancelling and repeating runs, recovering those of dead workers, starting what falls due."""

from __future__ import annotations

from datetime import datetime, timedelta

from croniter import croniter  # type: ignore[import-untyped]
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tasks import running
from xingtan.kernel.tasks.data import EXECUTE, OVER, State
from xingtan.kernel.tasks.errors import TaskRunHasNotFailed, TaskRunIsOver, TaskRunNotFound
from xingtan.kernel.tasks.models import ScheduleMark, TaskRun
from xingtan.kernel.tasks.queueing import defer
from xingtan.kernel.tasks.selectors import SECONDS_OF_SILENCE
from xingtan.kernel.tasks.tasks import run_schedule

KEEP_OVER = timedelta(days=60)


@transaction.atomic
def cancel(*, actor: Actor, run_id: int, now: datetime) -> TaskRun:
    """Cancel a run: at once while it waits, at its next check while it runs.

    Raises:
        TaskRunNotFound: not there, or not for `actor` to see.
        TaskRunIsOver: it has ended already.
    """
    run = _locked(actor, run_id)
    if run.is_over:
        raise TaskRunIsOver(label=run.label)
    run.cancel_requested = True
    if run.state == State.QUEUED:
        run.state, run.finished_at = State.CANCELLED, now
    run.save(update_fields=["cancel_requested", "state", "finished_at"])
    return run


@transaction.atomic
def retry(*, actor: Actor, run_id: int, now: datetime) -> TaskRun:
    """Queue a failed or cancelled run once more.

    Raises:
        TaskRunNotFound: not there, or not for `actor` to see.
        TaskRunHasNotFailed: it waits, runs or is done.
    """
    run = _locked(actor, run_id)
    if run.state not in (State.FAILED, State.CANCELLED):
        raise TaskRunHasNotFailed(label=run.label)
    run.state, run.attempts, run.cancel_requested = State.QUEUED, 0, False
    run.finished_at, run.due_at, run.done = None, now, 0
    run.save()
    defer(run)
    return run


def _locked(actor: Actor, run_id: int) -> TaskRun:
    run: TaskRun | None = TaskRun.objects.visible_to(actor).select_for_update().filter(pk=run_id).first()
    if run is None:
        raise TaskRunNotFound
    return run


def recover(now: datetime | None = None) -> int:
    """Queue again what dead workers held, and what the queue has lost. Returns how many runs that were.

    A worker is dead when it has been silent for `SECONDS_OF_SILENCE`.
    """
    now = now or timezone.now()
    silent_since = now - timedelta(seconds=SECONDS_OF_SILENCE)
    held = ProcrastinateJob.objects.filter(status="doing", task_name=EXECUTE)
    lost = held.filter(Q(worker__isnull=True) | Q(worker__last_heartbeat__lt=silent_since))
    recovered = sum(_recover_job(job_id, run_id) for job_id, run_id in lost.values_list("pk", "args__run_id"))
    return recovered + _recover_orphans(silent_since - timedelta(minutes=1))


@transaction.atomic
def _recover_job(job_id: int, run_id: int) -> int:
    run = TaskRun.objects.select_for_update(skip_locked=True).filter(pk=run_id).first()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s AND status = 'doing' RETURNING id", [job_id])
        if cursor.fetchone() is None or run is None or run.is_over:
            return 0
    return _queue_again(run)


@transaction.atomic
def _recover_orphans(due_before: datetime) -> int:
    """Runs that no job in the queue stands for: a crash between the two, or a queue emptied by hand."""
    alive = TaskRun.objects.alive().filter(due_at__lt=due_before)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (args->>'run_id')::bigint FROM procrastinate_jobs "
            "WHERE task_name = %s AND status IN ('todo', 'doing')",
            [EXECUTE],
        )
        queued = {row[0] for row in cursor.fetchall()}
    orphans = alive.exclude(pk__in=queued).select_for_update(skip_locked=True)
    return sum(_queue_again(run) for run in orphans)


def _queue_again(run: TaskRun) -> int:
    run.state, run.due_at = State.QUEUED, timezone.now()
    run.save(update_fields=["state", "due_at"])
    defer(run)
    return 1


def start_due_schedules(now: datetime | None = None) -> int:
    """Queue every schedule of the registry that has fallen due since it last did. Returns how many.

    Times are local. After a standstill each runs once, not once for every time missed; on the first
    start of an installation nothing is due.
    """
    now = now or timezone.now()
    return sum(
        _start_if_due(schedule.code, schedule.label, schedule.cron, now) for schedule in REGISTRY.all("schedules")
    )


@transaction.atomic
def _start_if_due(code: str, label: object, cron: str, now: datetime) -> int:
    due_at = croniter(cron, timezone.localtime(now) + timedelta(seconds=1)).get_prev(datetime)
    mark, is_new = ScheduleMark.objects.get_or_create(code=code, defaults={"due_at": due_at})
    if is_new or mark.due_at >= due_at:
        return 0
    moved = ScheduleMark.objects.filter(code=code, due_at=mark.due_at).update(due_at=due_at)
    if moved:
        run = run_schedule.enqueue(key=code, code=code)
        TaskRun.objects.filter(pk=run.pk).update(label=str(label)[:200])
    return moved


def forget_over(now: datetime, keep: timedelta = KEEP_OVER) -> int:
    """Remove runs that ended long ago. Returns how many."""
    return int(TaskRun.objects.filter(state__in=OVER, finished_at__lt=now - keep).delete()[0])


def run_waiting(now: datetime | None = None) -> int:
    """Run everything due in this process, one after another; for tests and small commands. Returns how many."""
    count = 0
    while run := TaskRun.objects.filter(state=State.QUEUED, due_at__lte=now or timezone.now()).order_by("pk").first():
        running.execute(run.pk, is_inline=True)
        count += 1
    return count
