"""Bringing files in through the pages, as tests of registers do."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from xingtan.kernel.imports import workbooks
from xingtan.kernel.imports.data import State
from xingtan.kernel.imports.models import ImportRun
from xingtan.kernel.tasks.api import run_waiting


def workbook(heads: Sequence[str], rows: Sequence[Sequence[Any]], *, sheet: str = "名册") -> bytes:
    """An xlsx file with one sheet; texts stay texts, other values are what they are."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        for line, cells in enumerate((heads, *rows)):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    page.write_string(line, column, value)
                elif value is not None:
                    page.write(line, column, value)
    return target.getvalue()


def from_records(records: Sequence[Mapping[str, Any]]) -> bytes:
    """A workbook of records; the heads are their keys, in the order in which they are met."""
    heads = list(dict.fromkeys(head for record in records for head in record))
    return workbook(heads, [[record.get(head, "") for head in heads] for record in records])


def filled_template(register: Any, values: Mapping[str, str]) -> bytes:
    """Our own workbook of a register with one line typed in: field code -> text."""
    cells = "".join(
        f'<c r="{_column(index)}2" t="inlineStr"><is><t>{values[field.code]}</t></is></c>'
        for index, field in enumerate(register.fields)
        if field.code in values
    )
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(workbooks.template(register))) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", f'<row r="2">{cells}</row></sheetData>'.encode())
            copy.writestr(name, content)
    return target.getvalue()


def _column(index: int) -> str:
    return (chr(64 + index // 26) if index >= 26 else "") + chr(65 + index % 26)


def hand_in(
    client: Client,
    register: str,
    path: str,
    content: bytes,
    *,
    name: str = "名册.xlsx",
    on: date | None = None,
    is_whole: bool = False,
) -> Any:
    """Post the first page. Returns the response."""
    day = on or timezone.localdate()
    form = {"path": path, "on": day.isoformat(), "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("imports:start", args=[register]), form | ({"is_whole": "on"} if is_whole else {}))


def compared(client: Client, register: str, path: str, content: bytes, **how: Any) -> ImportRun:
    """Hand a file in and have it compared; columns are taken as proposed."""
    response = hand_in(client, register, path, content, **how)
    assert response.status_code == 302, response.content.decode()[-3000:]
    run_waiting()
    run: ImportRun = ImportRun.objects.order_by("-pk")[0]
    if run.state == State.MATCHING:
        chosen = {f"column-{index}": code for index, code in run.columns.items()}
        answer = client.post(reverse("imports:columns", args=[run.pk]), chosen)
        assert answer.status_code == 302, answer.content.decode()[-3000:]
        run_waiting()
        run.refresh_from_db()
    return run


def written(client: Client, run: ImportRun, *, skips_refused: bool = False, vanishing: int | None = None) -> ImportRun:
    """Confirm an import and have it written."""
    form = {"skips_refused": "1" if skips_refused else "", "vanishing": "" if vanishing is None else str(vanishing)}
    response = client.post(reverse("imports:apply", args=[run.pk]), form)
    assert response.status_code == 302, response.content.decode()[-3000:]
    run_waiting()
    run.refresh_from_db()
    return run


def taken_back(client: Client, run: ImportRun) -> ImportRun:
    """Undo an import as a whole."""
    assert client.post(reverse("imports:undo", args=[run.pk])).status_code == 302
    run_waiting()
    run.refresh_from_db()
    return run


def findings(run: ImportRun) -> list[tuple[int, str, str]]:
    """(line, field code, sentence) of everything refused, in the order of the file."""
    rows = run.rows.exclude(problems=[]).order_by("line")
    return [(row.line, code, sentence) for row in rows for code, sentence in row.problems]


def outcomes(run: ImportRun) -> dict[str, int]:
    """Outcome -> rows."""
    found: dict[str, int] = {}
    for outcome in run.rows.values_list("outcome", flat=True):
        found[outcome] = found.get(outcome, 0) + 1
    return found


UNCOUNTED = (
    "imports.ImportRun", "imports.ImportRow", "imports.ColumnMemory", "files.FileLink", "files.StoredFile",
    "tasks.TaskRun", "audit.AuditEntry", "workbench.Tally", "sessions.Session", "accounts.Session",
)  # fmt: skip


def row_counts() -> dict[str, int]:
    """Rows of every table but those that an import itself leaves: equal before and after when nothing was changed."""
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.label not in UNCOUNTED and model._meta.managed and not model._meta.proxy
    }
