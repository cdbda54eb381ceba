"""What people do with an import: hand a file in, say what its columns are, mend, write, take back, give up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from xingtan.kernel.files import api as files
from xingtan.kernel.imports import errors, matching, tasks, working
from xingtan.kernel.imports.data import HOLDER, WORKING, WRITTEN, Outcome, State, Verdict
from xingtan.kernel.imports.forgetting import forget
from xingtan.kernel.imports.models import UNDO_HOURS, ImportRun
from xingtan.kernel.imports.register import Register, Target
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor, require
from xingtan.kernel.tables import journal
from xingtan.kernel.tasks import api as task_runs

LARGEST_FILE = 60 * 1024 * 1024


def register_for(actor: Actor, code: str) -> Register:
    """The register under this code.

    Raises:
        RegisterUnknown: there is none, or it is nowhere for this actor to import.
    """
    register = next((known for known in REGISTRY.all("imports") if known.code == code), None)
    if register is None or not actor.may_anywhere(register.permission):
        raise errors.RegisterUnknown
    found: Register = register
    return found


def target_for(actor: Actor, register: Register, path: str) -> Target:
    """Raises RegisterUnknown: the actor may not import there."""
    for target in register.targets(actor):
        if target.path == path:
            return target
    raise errors.RegisterUnknown


@transaction.atomic
def receive(
    *,
    actor: Actor,
    register_code: str,
    path: str,
    upload: UploadedFile | Iterable[bytes],
    name: str,
    on: date,
    is_whole: bool = False,
    now: datetime,
) -> ImportRun:
    """Take a file in and begin to read it.

    Args:
        path: where its rows go; `on`: the day from which they count; `is_whole`: whoever is not in the file leaves.
    Raises:
        RegisterUnknown, NotPermitted, FileTooLarge, FileIsEmpty, FileTypeRefused, ArchiveRefused.
    """
    register = register_for(actor, register_code)
    target = target_for(actor, register, path)
    require(actor, register.permission, target.path)
    run = ImportRun.objects.create(
        register_code=register.code,
        path=target.path,
        target_label=target.label[:120],
        account_id=actor.account_id or 0,
        person_id=actor.person_id or 0,
        posting_id=actor.posting_id,
        person_name=register.name_of(actor)[:80],
        file_name=name[:200],
        on=on,
        is_whole=is_whole and register.may_be_whole,
        created_at=now,
    )
    link = files.store(
        upload,
        actor=actor,
        holder=(HOLDER, run.pk),
        organisation_path=target.path,
        purpose="import",
        limit_bytes=LARGEST_FILE,
        name=name,
    )
    run.file_link_id, run.file_name, run.file_sha256 = link.pk, link.name, link.file.sha256
    _note_earlier(run)
    _begin(actor, run, tasks.read_file, _("读取%(name)s") % {"name": run.file_name})
    journal.record(actor, "imports.received", table=register.code, rows=0, object_id=run.pk, file=run.file_sha256)
    return run


def _note_earlier(run: ImportRun) -> None:
    earlier = ImportRun.objects.filter(register_code=run.register_code, path=run.path, file_sha256=run.file_sha256)
    before = earlier.filter(state=State.APPLIED).exclude(pk=run.pk).first()
    if before is not None and before.applied_at is not None:
        run.notes = [_("同一个文件在%(day)s已经导入过。") % {"day": f"{before.applied_at:%Y-%m-%d}"}]


def _begin(actor: Actor, run: ImportRun, task: Any, label: str) -> None:
    run.account_id, run.person_id, run.posting_id = actor.account_id or 0, actor.person_id or 0, actor.posting_id
    run.language = translation.get_language() or "zh-hans"
    queued = task.enqueue_for(actor, label=label, key=f"import-{run.pk}-{run.state}", url=run.url, run_id=run.pk)
    run.task_run_id = queued.pk
    run.save()


def locked(actor: Actor, run_id: int) -> ImportRun:
    """One import to change.

    Raises:
        ImportNotFound, NotPermitted.
    """
    run: ImportRun | None = ImportRun.objects.visible_to(actor).select_for_update().filter(pk=run_id).first()
    if run is None:
        raise errors.ImportNotFound
    require(actor, run.register.permission, run.path)
    return run


def expect(run: ImportRun, *states: str) -> None:
    if run.state not in states:
        raise errors.WrongState(state=run.get_state_display())


@transaction.atomic
def choose_sheet(*, actor: Actor, run_id: int, sheet: str) -> ImportRun:
    """Read another sheet of the same file.

    Raises:
        ImportNotFound, NotPermitted, WrongState, ColumnsIncomplete: no such sheet.
    """
    run = locked(actor, run_id)
    expect(run, State.MATCHING)
    if sheet not in run.sheets:
        raise errors.ColumnsIncomplete(reason=_("没有这个工作表。"))
    run.sheet, run.state = sheet, State.READING
    _begin(actor, run, tasks.read_file, _("读取%(name)s") % {"name": run.file_name})
    return run


@transaction.atomic
def choose_columns(*, actor: Actor, run_id: int, columns: Mapping[str, str], now: datetime) -> ImportRun:
    """Say which column is which field, and compare. The choice is remembered for the next file with such heads.

    Args:
        columns: index of the column as text -> field code; "" leaves it out.
    Raises:
        ImportNotFound, NotPermitted, WrongState, ColumnsIncomplete.
    """
    run = locked(actor, run_id)
    expect(run, State.MATCHING, State.CHECKED)
    if any(not index.isdigit() or int(index) >= len(run.heads) for index in columns):
        raise errors.ColumnsIncomplete(reason=_("有一列不在文件里。"))
    chosen = {index: code for index, code in columns.items() if code}
    matching.check_columns(chosen, run.register)
    matching.remember(run.register, run.path, run.heads, chosen, now)
    run.columns = chosen
    compare(actor, run)
    return run


def compare(actor: Actor, run: ImportRun) -> None:
    run.state = State.CHECKING
    _begin(actor, run, tasks.compare_rows, _("比对%(name)s") % {"name": run.file_name})


@transaction.atomic
def compare_again(*, actor: Actor, run_id: int) -> ImportRun:
    """Compare all lines anew: the register has changed, or the import was taken back and shall be done once more.

    Raises:
        ImportNotFound, NotPermitted, WrongState.
    """
    run = locked(actor, run_id)
    expect(run, State.CHECKED, State.UNDONE)
    if run.forgotten_at is not None:
        raise errors.WrongState(state=_("内容已清除"))
    if run.state == State.UNDONE:
        run.rows.update(outcome=Outcome.NONE, undo_sealed=None)
        run.applied_at = run.undone_at = None
    compare(actor, run)
    return run


def vanish_limit() -> int:
    """Percent of what is held that an import may end without being asked twice."""
    return int(settings.IMPORT_VANISH_PERCENT)


@transaction.atomic
def apply(
    *, actor: Actor, run_id: int, skips_refused: bool = False, vanishing: int | None = None, now: datetime
) -> ImportRun:
    """Write what the preview shows, in the background.

    Args:
        skips_refused: lines with problems are left out.
        vanishing: how many rows end, typed by whoever confirms that so many really do.
    Raises:
        ImportNotFound, NotPermitted, WrongState, RowsRefused, NothingToWrite, TooManyVanish, OutOfBalance.
    """
    run = locked(actor, run_id)
    expect(run, State.CHECKED)
    working.check_balance(run)
    counts = run.counts
    if counts.get(Verdict.REFUSED, 0) and not skips_refused:
        raise errors.RowsRefused(count=counts[Verdict.REFUSED])
    if not any(counts.get(verdict, 0) for verdict in WRITTEN):
        raise errors.NothingToWrite
    _check_vanishing(run, vanishing)
    run.skips_refused, run.state = skips_refused, State.APPLYING
    _begin(actor, run, tasks.write_rows, _("导入%(name)s") % {"name": run.file_name})
    journal.record(
        actor, "imports.applied", table=run.register_code, rows=sum(counts.get(v, 0) for v in WRITTEN),
        object_id=run.pk, **{str(key): value for key, value in counts.items()},
    )  # fmt: skip
    return run


def _check_vanishing(run: ImportRun, typed: int | None) -> None:
    missing, held = run.counts.get(Verdict.MISSING, 0), run.held_before or 0
    if missing and missing * 100 > held * vanish_limit() and typed != missing:
        raise errors.TooManyVanish(
            count=missing,
            unit=run.register.unit,
            verb=run.register.vanish_verb,
            total=held,
            percent=round(missing * 100 / held) if held else 100,
            limit=vanish_limit(),
        )


@transaction.atomic
def undo(*, actor: Actor, run_id: int, now: datetime) -> ImportRun:
    """Take a whole import back, in the background, within a day.

    Raises:
        ImportNotFound, NotPermitted, WrongState, UndoTooLate.
    """
    run = locked(actor, run_id)
    is_partly_written = run.state == State.CHECKED and run.rows.filter(outcome=Outcome.DONE).exists()
    if not is_partly_written:
        expect(run, State.APPLIED)
        if not run.may_be_undone(now):
            raise errors.UndoTooLate(hours=UNDO_HOURS)
    run.state = State.UNDOING
    _begin(actor, run, tasks.take_back_rows, _("撤销导入%(name)s") % {"name": run.file_name})
    rows = run.rows.filter(outcome=Outcome.DONE).count()
    journal.record(actor, "imports.undone", table=run.register_code, rows=rows, object_id=run.pk)
    return run


@transaction.atomic
def drop(*, actor: Actor, run_id: int) -> ImportRun:
    """Give an import up before anything is written; its lines are removed.

    Raises:
        ImportNotFound, NotPermitted, WrongState.
    """
    run = locked(actor, run_id)
    expect(run, State.READING, State.MATCHING, State.CHECKED, State.CHECKING, State.FAILED)
    if run.rows.filter(outcome=Outcome.DONE).exists():
        raise errors.WrongState(state=_("已部分写入，请先撤销"))
    forget(run)
    run.state = State.DROPPED
    run.save(update_fields=["state"])
    journal.record(actor, "imports.dropped", table=run.register_code, rows=run.row_count, object_id=run.pk)
    return run


@transaction.atomic
def go_on(*, actor: Actor, run_id: int) -> ImportRun:
    """Queue the step again that stopped in the middle.

    Raises:
        ImportNotFound, NotPermitted, WrongState: nothing has stopped.
    """
    run = locked(actor, run_id)
    expect(run, *WORKING)
    queued = task_runs.TaskRun.objects.filter(pk=run.task_run_id or 0).first()
    if queued is not None and not queued.is_over:
        raise errors.WrongState(state=run.get_state_display())
    steps = {
        State.READING: tasks.read_file, State.CHECKING: tasks.compare_rows,
        State.APPLYING: tasks.write_rows, State.UNDOING: tasks.take_back_rows,
    }  # fmt: skip
    _begin(actor, run, steps[State(run.state)], _("继续导入%(name)s") % {"name": run.file_name})
    return run


def note_download(*, actor: Actor, run: ImportRun) -> None:
    """Refused lines leave the house with numbers of people in them."""
    rows = run.counts.get(Verdict.REFUSED, 0)
    journal.record(actor, "imports.refused_downloaded", table=run.register_code, rows=rows, object_id=run.pk)
