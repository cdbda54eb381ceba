"""Executing one run: its context, its progress, its end."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django.utils.translation import gettext as _

from xingtan.kernel.errors import DomainError
from xingtan.kernel.tasks.data import State
from xingtan.kernel.tasks.definitions import TASKS, Task
from xingtan.kernel.tasks.errors import TaskCancelled, TaskInterrupted
from xingtan.kernel.tasks.models import TaskRun
from xingtan.kernel.tasks.queueing import defer

logger = logging.getLogger(__name__)

STOPPING = threading.Event()  # set when this worker is asked to stop
SECONDS_BETWEEN_WRITES = 0.4
LONGEST_PAUSE = timedelta(minutes=30)
MOST_STARTS = 20  # a task that kills its worker is not started for ever


@dataclass
class Context:
    """What `progress` needs to know of the run under way."""

    run_id: int
    is_inline: bool = False
    written_at: float = 0.0
    is_cancelled: bool = False
    side: BaseDatabaseWrapper | None = field(default=None, repr=False)

    def connection(self) -> BaseDatabaseWrapper:
        """A connection whose writes others see at once, even while the task has a transaction open."""
        if self.is_inline or not connection.in_atomic_block:
            return connection
        if self.side is None:
            self.side = connection.copy()
        return self.side

    def close(self) -> None:
        if self.side is not None:
            self.side.close()


_context: ContextVar[Context | None] = ContextVar("xingtan_task", default=None)


def progress(done: int, total: int = 0, message: str = "") -> None:
    """Say how far the task is. Cheap: at most a few writes a second reach the database.

    Outside a task, e.g. when a command calls the same service, it does nothing.
    """
    context = _context.get()
    if context is None:
        return
    is_last = bool(total) and done >= total
    if is_last or time.monotonic() - context.written_at >= SECONDS_BETWEEN_WRITES:
        _write(context, "done = %s, total = %s, message = %s", [done, max(total, done) if total else 0, message[:500]])


def check_cancelled() -> None:
    """Stop here if the owner cancelled the task or the worker is stopping. Call between two whole steps.

    Raises:
        TaskCancelled, TaskInterrupted: caught by the runner; tasks let them pass.
    """
    context = _context.get()
    if context is None:
        return
    if STOPPING.is_set() and not context.is_inline:
        raise TaskInterrupted
    if not context.is_cancelled and time.monotonic() - context.written_at >= SECONDS_BETWEEN_WRITES:
        _write(context, "done = done", [])
    if context.is_cancelled:
        raise TaskCancelled


def _write(context: Context, assignments: str, values: list[Any]) -> None:
    with context.connection().cursor() as cursor:
        cursor.execute(
            f"UPDATE tasks_taskrun SET {assignments} WHERE id = %s RETURNING cancel_requested",
            [*values, context.run_id],
        )
        row = cursor.fetchone()
    context.written_at = time.monotonic()
    context.is_cancelled = bool(row and row[0])


def execute(run_id: int, *, is_inline: bool = False) -> None:
    """Run one `TaskRun` to its end, or put it back into the queue. Never raises for the task's own errors."""
    run = _start(run_id)
    if run is None:
        return
    context = Context(run_id=run_id, is_inline=is_inline)
    token = _context.set(context)
    try:
        task = TASKS[run.task]
        result = task(**run.arguments)
        _end(run_id, State.DONE, result=result)
    except TaskCancelled:
        _end(run_id, State.CANCELLED)
    except TaskInterrupted:
        _put_back(run_id, timedelta(0), forgive=True)
    except DomainError as error:
        _end(run_id, State.FAILED, message=str(error), error=f"{error.code}: {error.values}")
    except Exception as error:
        _fail_or_retry(run, TASKS.get(run.task), error)
    finally:
        _context.reset(token)
        with suppress(Exception):
            context.close()


@transaction.atomic
def _start(run_id: int) -> TaskRun | None:
    """Mark the run as running; None when there is nothing to do any more."""
    run = TaskRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None or run.is_over:
        return None
    if run.cancel_requested:
        _close(run, State.CANCELLED)
        return None
    if run.attempts >= MOST_STARTS:
        _close(run, State.FAILED, message=_("多次启动都没有做完，已停止。请联系管理员。"))
        return None
    run.state, run.attempts, run.started_at = State.RUNNING, run.attempts + 1, timezone.now()
    run.save(update_fields=["state", "attempts", "started_at"])
    return run


def _fail_or_retry(run: TaskRun, task: Task | None, error: Exception) -> None:
    details = "".join(traceback.format_exception(error))[-4000:]
    if task is not None and run.attempts <= task.retries:
        logger.warning("Run %s of %s failed, attempt %s: %s", run.pk, run.task, run.attempts, error)
        TaskRun.objects.filter(pk=run.pk).update(error=details)
        _put_back(run.pk, min(timedelta(seconds=5 * 3 ** (run.attempts - 1)), LONGEST_PAUSE))
        return
    logger.error("Run %s of %s failed for good\n%s", run.pk, run.task, details)
    sentence = _("没有做完，已经尝试%(count)s次。请稍后重做；仍不行时告诉管理员作业编号%(number)s。")
    _end(run.pk, State.FAILED, message=sentence % {"count": run.attempts, "number": run.pk}, error=details)


@transaction.atomic
def _put_back(run_id: int, pause: timedelta, *, forgive: bool = False) -> None:
    """Queue the run again. `forgive`: its worker stopped, so the attempt does not count."""
    run = TaskRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None or run.is_over:
        return
    run.state, run.due_at = State.QUEUED, timezone.now() + pause
    run.attempts -= 1 if forgive else 0
    run.save(update_fields=["state", "due_at", "attempts"])
    defer(run, at=run.due_at)


@transaction.atomic
def _end(run_id: int, state: State, *, result: Any = None, message: str = "", error: str = "") -> None:
    run = TaskRun.objects.select_for_update().filter(pk=run_id).first()
    if run is not None and not run.is_over:
        _close(run, state, result=result, message=message, error=error)


def _close(run: TaskRun, state: State, *, result: Any = None, message: str = "", error: str = "") -> None:
    run.state, run.finished_at, run.result, run.error = state, timezone.now(), result, error
    if state == State.DONE and run.total:
        run.done = run.total
    run.message = (message or (result if isinstance(result, str) else "") or run.message)[:500]
    run.save()
