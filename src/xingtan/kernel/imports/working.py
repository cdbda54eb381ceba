"""The first long steps of an import: read and compare. Each goes on where a killed worker left it; see `writing`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from xingtan.kernel.clock import local_day
from xingtan.kernel.files import api as files
from xingtan.kernel.imports import checking, matching, staging
from xingtan.kernel.imports.data import State, Verdict
from xingtan.kernel.imports.errors import FileUnreadable, OutOfBalance
from xingtan.kernel.imports.models import ImportRow, ImportRun
from xingtan.kernel.imports.reading import Book, RawRow
from xingtan.kernel.imports.register import Line, Register, Session, Setting
from xingtan.kernel.scopes import Actor, require
from xingtan.kernel.tasks.api import check_cancelled, progress

BATCH = 1_000


def session_of(run: ImportRun, now: datetime) -> Session:
    """The register's session under the rights that the person who asked has now.

    Raises:
        NotPermitted: they have lost them since.
    """
    register: Register = run.register
    actor = register.actor_of(
        account_id=run.account_id, person_id=run.person_id, posting_id=run.posting_id, on=local_day(now), now=now
    )
    require(actor, register.permission, run.path)
    return _session(run, actor, now)


def _session(run: ImportRun, actor: Actor, now: datetime) -> Session:
    session: Session = run.register.session(
        Setting(
            actor=actor,
            path=run.path,
            on=run.on,
            now=now,
            is_whole=run.is_whole,
            run_id=run.pk,
            file_link_id=run.file_link_id,
        )
    )
    return session


# --- read -----------------------------------------------------------------------------------------------------------


def read(run: ImportRun) -> None:
    """Look into the file: its sheets, where the heads are, which column is which field."""
    register: Register = run.register
    with files.copied(run.file_link_id) as path:
        book = register.open_file(path)
        run.sheets = list(book.sheets)
        run.notes = [str(note) for note in book.notes]
        if book.encoding and book.encoding != "utf-8":
            names = {"gb18030": "GBK", "utf-16": "UTF-16"}
            run.notes.append(_("文字按%(encoding)s编码读取。") % {"encoding": names[book.encoding]})
        remembered = matching.remembered_heads(register, run.path)
        sheet, head, possible = _best_sheet(book, register, remembered, run.sheet)
        if head is None:
            raise FileUnreadable(
                reason=_("没有找到表头。第一行（或标题下的一行）应是列名，如“%(heads)s”。")
                % {"heads": "、".join(str(field.label) for field in register.fields[:4])}
            )
        run.sheet, run.head_line = sheet, head.line
        run.heads = [_head_words(cell) for cell in _without_tail(head.cells)]
        run.columns = matching.propose(run.heads, register, remembered)
    if len(run.sheets) > 1:
        run.notes.append(
            _("文件有%(count)d个工作表，读的是“%(name)s”。") % {"count": len(run.sheets), "name": run.sheet}
        )
    is_certain = len(possible) == 1 and matching.is_certain(run.heads, run.columns, register, remembered)
    run.state = State.CHECKING if is_certain else State.MATCHING
    run.save()


def _head_words(cell: str) -> str:
    return " ".join(cell.split())[:100]


def _without_tail(cells: Sequence[str]) -> list[str]:
    kept = list(cells)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _best_sheet(
    book: Book, register: Register, remembered: Any, chosen: str
) -> tuple[str, RawRow | None, Sequence[str]]:
    """The chosen sheet, or the first whose heads are known best; its heads; all sheets that have heads at all."""
    best: tuple[str, RawRow | None] = (chosen or book.sheets[0], None)
    most, possible = 0, []
    for sheet in (chosen,) if chosen in book.sheets and chosen else book.sheets:
        head = matching.find_head(_first_lines(book, sheet), register, remembered)
        known = len(matching.propose(head.cells, register, remembered)) if head else 0
        if known:
            possible.append(sheet)
        if known > most:
            best, most = (sheet, head), known
    return *best, possible


def _first_lines(book: Book, sheet: str) -> list[RawRow]:
    found: list[RawRow] = []
    for row in book.rows(sheet):
        found.append(row)
        if len(found) == matching.LINES_LOOKED_AT:
            break
    return found


def examples(run: ImportRun, count: int = 3) -> list[list[str]]:
    """The first lines under the heads, for the page that asks which column is which."""
    if run.file_link_id is None:
        return [row.content["c"] for row in run.rows.filter(line__gt=0).order_by("line")[:count]]
    with files.copied(run.file_link_id) as path:
        found: list[list[str]] = []
        for row in _body(run.register.open_file(path), run):
            found.append(row.cells)
            if len(found) == count:
                break
        return found


def _body(book: Book, run: ImportRun) -> Iterator[RawRow]:
    return (row for row in book.rows(run.sheet) if row.line > (run.head_line or 0))


# --- compare --------------------------------------------------------------------------------------------------------


def compare(run: ImportRun, now: datetime) -> None:
    """Bring the lines in, unless they are there, and compare every one with what is held."""
    session = session_of(run, now)
    if run.file_link_id is not None and not run.row_count:
        _stage(run)
    seen, counts, held = checking.Seen(), Counter[str](), set[int]()
    done = 0
    for rows in _batches(run):
        lines = [line for _row, line in lines_of(run, rows)]
        checking.evaluate(session, run.register, lines, seen=seen)
        with transaction.atomic():
            staging.keep_results(run.register, [(row.pk, line) for row, line in zip(rows, lines, strict=True)])
        counts.update(line.verdict for line in lines)
        held.update(line.held_id for line in lines if line.held_id is not None)
        done += len(lines)
        progress(done, run.row_count, _("已比对%(done)d行") % {"done": done})
        check_cancelled()
    with transaction.atomic():
        run.rows.filter(line=0).delete()
        if run.is_whole:
            counts[Verdict.MISSING] = staging.stage_missing(run, session.missing(held))
        run.held_before, run.counts, run.checked_at = session.count(), dict(counts), now
        run.state = State.CHECKED
        run.save()


@transaction.atomic
def _stage(run: ImportRun) -> None:
    """All lines of the file at once, or none; the file itself is let go."""
    run.rows.all().delete()
    with files.copied(run.file_link_id) as path:
        run.row_count = staging.stage(run, _body(run.register.open_file(path), run))
    if not run.row_count:
        raise FileUnreadable(reason=_("表头下面没有内容。"))
    if not run.register.keeps_file:
        files.remove_link(run.file_link_id)
        run.file_link_id = None
    run.save(update_fields=["row_count", "file_link_id"])


def _batches(run: ImportRun) -> Iterator[list[ImportRow]]:
    after = 0
    while True:
        rows = list(run.rows.filter(line__gt=after).order_by("line")[:BATCH])
        if not rows:
            return
        yield rows
        after = rows[-1].line


def lines_of(run: ImportRun, rows: Sequence[ImportRow]) -> list[tuple[ImportRow, Line]]:
    """The rows with their cells read anew."""
    register: Register = run.register
    return [(row, checking.line_of(row.line, row.content, run.columns, register)) for row in rows]


def compare_one(run: ImportRun, row: ImportRow, actor: Actor, now: datetime) -> Line:
    """Compare one line anew after `actor` mended it. In the caller's transaction."""
    session = _session(run, actor, now)
    [(_row, line)] = lines_of(run, [row])
    checking.evaluate(session, run.register, [line])
    if line.key:
        twin = run.rows.filter(key=line.key, line__gt=0).exclude(pk=row.pk).order_by("line").first()
        if twin is not None:
            line.refuse("", _("与第%(line)d行是同一人（或同一项），请删去一行。") % {"line": twin.line})
            line.verdict, line.changes = Verdict.REFUSED, {}
    staging.keep_results(run.register, [(row.pk, line)])
    recount(run)
    return line


def recount(run: ImportRun) -> None:
    """Count verdicts from the rows; lines left out count apart."""
    found = run.rows.values_list("verdict", "is_left_out").annotate(Count("pk")).order_by()
    counts: Counter[str] = Counter()
    for verdict, is_left_out, count in found:
        counts["left_out" if is_left_out else verdict] += count
    run.counts = dict(counts)
    run.save(update_fields=["counts"])


def check_balance(run: ImportRun) -> None:
    """Raises OutOfBalance: lines of the file are not the sum of the verdicts."""
    recount(run)
    total = sum(run.counts.values()) - run.rows.filter(line=0).count()
    if total != run.row_count:
        raise OutOfBalance(file=run.row_count, sum=total)
