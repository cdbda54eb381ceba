"""The one task procrastinate runs, and the one that runs schedules."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.tasks import running
from xingtan.kernel.tasks.data import EXECUTE
from xingtan.kernel.tasks.definitions import task


@app.task(name=EXECUTE)
def execute(run_id: int) -> None:
    """Every outcome is kept in the run, so the job itself always succeeds."""
    running.execute(run_id)


@task(queue="schedules", retries=1, lock="schedule-{code}")
def run_schedule(*, code: str) -> Any:
    """Run one schedule of the registry."""
    result = REGISTRY.find("schedules", code).run()
    return result if isinstance(result, (str, int, float, bool)) else None
