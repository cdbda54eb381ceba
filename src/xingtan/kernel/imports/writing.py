"""The last steps of an import: write what the preview promised, and take it back; a batch is whole or not there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from xingtan.kernel import sealing
from xingtan.kernel.imports import checking, staging
from xingtan.kernel.imports.data import WRITTEN, Outcome, State, Verdict
from xingtan.kernel.imports.models import ImportRow, ImportRun
from xingtan.kernel.imports.register import Line, Session
from xingtan.kernel.imports.working import lines_of, session_of
from xingtan.kernel.tasks.api import check_cancelled, progress

WRITE_BATCH = 500


def write(run: ImportRun, now: datetime) -> None:
    """Write what the preview promised, some hundred lines a transaction; what changed meanwhile is left alone."""
    session = session_of(run, now)
    waiting = run.rows.filter(verdict__in=WRITTEN, is_left_out=False)
    total = waiting.count()
    while True:
        with transaction.atomic():
            rows = list(waiting.filter(outcome=Outcome.NONE).select_for_update().order_by("line", "pk")[:WRITE_BATCH])
            if rows:
                _write_batch(session, run, rows)
        done = total - waiting.filter(outcome=Outcome.NONE).count() if rows else total
        progress(done, total, _("已写入%(done)d行") % {"done": done})
        if not rows:
            break
        check_cancelled()
    with transaction.atomic():
        session.finish()
        run.held_after, run.state, run.applied_at = session.count(), State.APPLIED, now
        run.save(update_fields=["held_after", "state", "applied_at"])


def _write_batch(session: Session, run: ImportRun, rows: Sequence[ImportRow]) -> None:
    pairs = lines_of(run, [row for row in rows if row.line])
    lines = [line for _row, line in pairs]
    checking.evaluate(session, run.register, lines)
    ready: list[tuple[ImportRow, Line]] = []
    for row, line in pairs:
        if bytes(row.print or b"") == staging.fingerprint(line):
            ready.append((row, line))
        else:
            row.outcome = Outcome.STALE
    gone = [row for row in rows if not row.line]
    still = set(session.held([row.held_id for row in gone if row.held_id]))
    for row in gone:
        if row.held_id in still:
            ready.append((row, Line(0, {}, held_id=row.held_id, title=row.title, verdict=Verdict.MISSING)))
        else:
            row.outcome = Outcome.STALE
    session.write([line for _row, line in ready])
    for row, line in ready:
        if line.problems:
            row.outcome, row.problems = Outcome.STALE, [list(problem) for problem in line.problems]
            continue
        row.outcome, row.held_id = Outcome.DONE, line.held_id
        row.undo_sealed = sealing.seal(json.dumps(line.undo, ensure_ascii=False))
    staging.keep_outcomes(rows)


# --- take back ------------------------------------------------------------------------------------------------------


def take_back(run: ImportRun, now: datetime) -> None:
    """Undo what was written, the last lines first. What others have changed since stays and is told."""
    session = session_of(run, now)
    written = run.rows.filter(outcome=Outcome.DONE)
    total = written.count()
    done = 0
    while True:
        with transaction.atomic():
            rows = list(written.select_for_update().order_by("-line", "-pk")[:WRITE_BATCH])
            if rows:
                _take_back_batch(session, rows)
        done += len(rows)
        progress(done, total, _("已撤销%(done)d行") % {"done": done})
        if not rows:
            break
        check_cancelled()
    with transaction.atomic():
        session.finish()
        run.held_after, run.state, run.undone_at = session.count(), State.UNDONE, now
        run.save(update_fields=["held_after", "state", "undone_at"])


def _take_back_batch(session: Session, rows: Sequence[ImportRow]) -> None:
    lines = []
    for number, row in enumerate(rows):
        line = Line(number, {}, held_id=row.held_id, title=row.title, verdict=row.verdict)
        line.undo = json.loads(sealing.unseal(row.undo_sealed or b""))
        lines.append(line)
    kept = session.take_back(lines)
    for number, row in enumerate(rows):
        row.outcome = Outcome.KEPT if number in kept else Outcome.BACK
    staging.keep_outcomes(rows)
