"""`@task`: a function that can be run later, by a worker, under its own name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from xingtan.kernel.scopes import Actor
from xingtan.kernel.tasks import queueing
from xingtan.kernel.tasks.models import TaskRun

TASKS: dict[str, Task] = {}
Plain = str | int | float | bool | None


@dataclass(frozen=True, kw_only=True)
class Task:
    """A function and how to run it. Call it to run it here and now; `enqueue` it to have a worker do so.

    Args:
        retries: how often it is tried again after an error, with growing pauses.
        lock: runs with the same lock never run together; may name arguments, e.g. "batch-{batch_id}".
    """

    name: str
    function: Callable[..., Any]
    queue: str
    retries: int
    lock: str
    label: Any

    def __call__(self, **arguments: Any) -> Any:
        return self.function(**arguments)

    def enqueue(self, *, key: str = "", due_at: datetime | None = None, **arguments: Plain) -> TaskRun:
        """Have a worker do it, as the installation's own work, once this transaction commits.

        With a `key`, a run still waiting or running under that key is returned instead of a second one.
        """
        return self._enqueue(arguments, key=key, due_at=due_at, label=str(self.label or self.name))

    def enqueue_for(
        self, actor: Actor, *, label: Any = None, key: str = "", url: str = "", **arguments: Plain
    ) -> TaskRun:
        """`enqueue` for somebody, who sees it under `label` among their jobs, with a link to `url`."""
        shown = str(label or self.label or self.name)[:200]
        owner = {"account_id": actor.account_id, "person_id": actor.person_id}
        return self._enqueue(arguments, key=key, label=shown, url=url, **owner)

    def _enqueue(self, arguments: dict[str, Any], **columns: Any) -> TaskRun:
        self._check(arguments)
        lock = self.lock.format(**arguments)
        return queueing.enqueue(task=self.name, arguments=arguments, queue=self.queue, lock=lock, **columns)

    def _check(self, arguments: dict[str, Any]) -> None:
        inspect.signature(self.function).bind(**arguments)  # a wrong name fails where it was written
        for name, value in arguments.items():
            if isinstance(value, models.Model) or not isinstance(value, (str, int, float, bool, list, type(None))):
                raise TypeError(f"{self.name}: {name} must be an id or a plain value, not {type(value).__name__}")


def task(*, queue: str = "default", retries: int = 3, lock: str = "", label: Any = "") -> Callable[..., Task]:
    """Make a function of keyword-only plain arguments a task. It must not mind running twice."""

    def define(function: Callable[..., Any]) -> Task:
        name = f"{function.__module__.removeprefix('xingtan.')}.{function.__qualname__}"
        TASKS[name] = Task(name=name, function=function, queue=queue, retries=retries, lock=lock, label=label)
        return TASKS[name]

    return define
