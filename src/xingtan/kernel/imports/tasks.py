"""The long steps as tasks. Each may be killed and begun again; after a cancelled one people can go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from xingtan.kernel.errors import DomainError
from xingtan.kernel.imports import forgetting, working, writing
from xingtan.kernel.imports.data import State
from xingtan.kernel.imports.models import ImportRun
from xingtan.kernel.tasks.api import TaskCancelled, task

Step = Callable[[ImportRun, datetime], object]


def _do(run_id: int, state: str, step: Step, *, stopped: str, refused: str) -> ImportRun | None:
    """Run one step if the import still waits for it."""
    run: ImportRun | None = ImportRun.objects.filter(pk=run_id, state=state).first()
    if run is None:
        return None
    try:
        with translation.override(run.language):
            step(run, timezone.now())
    except TaskCancelled:
        ImportRun.objects.filter(pk=run_id, state=state).update(state=stopped)
        raise
    except DomainError as error:
        ImportRun.objects.filter(pk=run_id, state=state).update(state=refused, problem=str(error)[:300])
        raise
    return run


@task(retries=2, lock="import-{run_id}")
def read_file(*, run_id: int) -> Any:
    """Look into the file; go straight on when every head is understood."""
    run = _do(run_id, State.READING, lambda run, now: working.read(run), stopped=State.DROPPED, refused=State.FAILED)
    if run is not None and run.state == State.CHECKING:
        return compare_rows(run_id=run_id)
    return ""


@task(retries=2, lock="import-{run_id}")
def compare_rows(*, run_id: int) -> str:
    """Compare every line with what is held."""
    run = _do(run_id, State.CHECKING, working.compare, stopped=State.DROPPED, refused=State.FAILED)
    return _("比对了%(count)d行") % {"count": run.row_count} if run else ""


@task(retries=5, lock="import-{run_id}")
def write_rows(*, run_id: int) -> str:
    """Write what was promised."""
    run = _do(run_id, State.APPLYING, writing.write, stopped=State.CHECKED, refused=State.CHECKED)
    return _("已导入") if run else ""


@task(retries=5, lock="import-{run_id}")
def take_back_rows(*, run_id: int) -> str:
    """Take it all back."""
    run = _do(run_id, State.UNDOING, writing.take_back, stopped=State.APPLIED, refused=State.APPLIED)
    return _("已撤销") if run else ""


def forget_old_imports() -> None:
    """Every night: what was imported long ago needs no copy."""
    forget_old.enqueue(key="imports.forget_old")


@task(retries=1)
def forget_old() -> int:
    return forgetting.forget_old(timezone.now())
