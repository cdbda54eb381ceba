"""Lines as people mend them: on the screen, one by one or many, or in the workbook of refused lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from xingtan.kernel.imports import errors, resending, staging, working
from xingtan.kernel.imports.data import Outcome, State
from xingtan.kernel.imports.models import ImportRow, ImportRun
from xingtan.kernel.imports.register import Register
from xingtan.kernel.imports.services import compare, expect, locked
from xingtan.kernel.scopes import Actor


def row_of(actor: Actor, row_id: int) -> ImportRow:
    """Raises RowNotFound."""
    row: ImportRow | None = ImportRow.objects.visible_to(actor).select_related("run").filter(pk=row_id).first()
    if row is None:
        raise errors.RowNotFound
    return row


def problem_words(register: Register, problems: Iterable[Any]) -> list[str]:
    """Each problem with the name of its column."""
    words = []
    for code, sentence in problems:
        field = register.field(code) if code else None
        words.append(_("%(field)s：%(words)s") % {"field": field.label, "words": sentence} if field else str(sentence))
    return words


def texts_of(row: ImportRow, run: ImportRun) -> list[str]:
    """The cells of a line in the order of the file, with what was typed in their place."""
    content = row.content
    cells = list(content["c"]) + [""] * max(len(run.heads) - len(content["c"]), 0)
    for index, code in run.columns.items():
        if code in content["e"]:
            cells[int(index)] = content["e"][code]
    return cells[: len(run.heads)]


def texts_by_field(row: ImportRow, run: ImportRun) -> dict[str, str]:
    """Field code -> text of its cell, as typed last."""
    texts = texts_of(row, run)
    return {code: texts[int(index)] for index, code in run.columns.items() if int(index) < len(texts)}


@transaction.atomic
def mend_row(*, actor: Actor, row_id: int, texts: Mapping[str, str], now: datetime) -> ImportRow:
    """Put other texts in the place of cells of one line and compare it anew. The file stays as it was.

    Raises:
        RowNotFound, NotPermitted, WrongState.
    """
    row = row_of(actor, row_id)
    run = locked(actor, row.run_id)
    expect(run, State.CHECKED)
    if row.outcome != Outcome.NONE or not row.line:
        raise errors.WrongState(state=row.get_outcome_display())
    content = row.content
    known = set(run.columns.values())
    for code, text in texts.items():
        if code in known:
            content["e"][code] = text[:400]
    row.cells_sealed = staging.sealed(
        content["c"], {int(key): mark for key, mark in content["m"].items()}, content["e"]
    )
    row.is_mended, row.is_left_out = True, False
    row.save(update_fields=["cells_sealed", "is_mended", "is_left_out"])
    working.compare_one(run, row, actor, now)
    row.refresh_from_db()
    return row


@transaction.atomic
def leave_out(*, actor: Actor, run_id: int, row_ids: Iterable[int], is_left_out: bool = True) -> int:
    """Have some lines not written, or written after all. Returns how many changed.

    Raises:
        ImportNotFound, NotPermitted, WrongState.
    """
    run = locked(actor, run_id)
    expect(run, State.CHECKED)
    rows = run.rows.filter(pk__in=list(row_ids), outcome=Outcome.NONE)
    changed = rows.exclude(is_left_out=is_left_out).update(is_left_out=is_left_out)
    working.recount(run)
    return int(changed)


@transaction.atomic
def send_again(*, actor: Actor, run_id: int, upload: UploadedFile, now: datetime) -> int:
    """Take mended lines from a file made by `workbooks.refused`, found by the number of the line. Returns how many.

    Raises:
        ImportNotFound, NotPermitted, WrongState, FileUnreadable: it has no numbers, or a number of no line here.
    """
    run = locked(actor, run_id)
    expect(run, State.CHECKED)
    mended = resending.lines_of(upload, run)
    rows = {row.line: row for row in run.rows.filter(line__in=mended, outcome=Outcome.NONE)}
    unknown = [str(number) for number in mended if number not in rows]
    if unknown:
        raise errors.FileUnreadable(reason=_("原表没有第%(lines)s行。") % {"lines": "、".join(unknown[:5])})
    for number, texts in mended.items():
        row = rows[number]
        content = row.content
        content["e"].update({code: text[:400] for code, text in texts.items()})
        marks = {int(column): mark for column, mark in content["m"].items()}
        row.cells_sealed = staging.sealed(content["c"], marks, content["e"])
        row.is_mended, row.is_left_out = True, False
    ImportRow.objects.bulk_update(rows.values(), ["cells_sealed", "is_mended", "is_left_out"], batch_size=500)
    compare(actor, run)
    return len(rows)
