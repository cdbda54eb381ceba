"""Putting runs into the queue, in the transaction of whoever asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from xingtan.kernel.tasks.data import ALIVE, EXECUTE
from xingtan.kernel.tasks.models import TaskRun


@transaction.atomic
def enqueue(*, key: str, due_at: datetime | None = None, **columns: Any) -> TaskRun:
    """A run in the queue; the one already alive under this key, if there is one."""
    task = columns["task"]
    if due_at is not None:
        columns["due_at"] = due_at
    while True:
        if key and (alive := TaskRun.objects.filter(task=task, key=key, state__in=ALIVE).first()):
            return alive
        try:
            with transaction.atomic():
                run = TaskRun.objects.create(key=key, **columns)
        except IntegrityError:
            if not key:
                raise
            continue  # somebody else was faster: theirs is found above
        defer(run)
        return run


def defer(run: TaskRun, *, at: datetime | None = None) -> None:
    """Give procrastinate a job that executes `run`, on this connection and so in this transaction."""
    when = at or (run.due_at if isinstance(run.due_at, datetime) else None)
    app.configure_task(EXECUTE, allow_unknown=True, queue=run.queue, lock=run.lock or None, schedule_at=when).defer(
        run_id=run.pk
    )
