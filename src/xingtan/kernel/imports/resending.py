"""Mended lines that come back in the workbook of refused lines."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from xingtan.kernel.imports.errors import FileUnreadable
from xingtan.kernel.imports.matching import plain_head
from xingtan.kernel.imports.models import ImportRun
from xingtan.kernel.imports.reading import RawRow, open_book

LINE_HEAD = "原表行号"
LARGEST = 20 * 1024 * 1024


def lines_of(upload: UploadedFile, run: ImportRun) -> dict[int, dict[str, str]]:
    """Number of the line in the first file -> field code -> text.

    Raises:
        FileUnreadable: too large, no table, or without the numbers of lines.
    """
    if (upload.size or 0) > LARGEST:
        raise FileUnreadable(reason=_("文件太大。"))
    with tempfile.NamedTemporaryFile(prefix="xingtan-") as target:
        for chunk in upload.chunks():
            target.write(chunk)
        target.flush()
        book = open_book(Path(target.name))
        return _read(list(book.rows(book.sheets[0])), run)


def _read(rows: list[RawRow], run: ImportRun) -> dict[int, dict[str, str]]:
    head = next((row for row in rows[:5] if plain_head(LINE_HEAD) in map(plain_head, row.cells)), None)
    if head is None:
        raise FileUnreadable(reason=_("没有“%(head)s”一列。请在下载的有误行表格里改。") % {"head": LINE_HEAD})
    places = {plain_head(cell): index for index, cell in enumerate(head.cells) if cell.strip()}
    wanted = {
        code: places[plain_head(run.heads[int(index)])]
        for index, code in run.columns.items()
        if plain_head(run.heads[int(index)]) in places
    }
    found: dict[int, dict[str, str]] = {}
    for row in rows:
        if row.line <= head.line:
            continue
        number = row.cells[places[plain_head(LINE_HEAD)]].strip()
        if not number.isdigit():
            raise FileUnreadable(reason=_("第%(line)d行的“%(head)s”不是数字。") % {"line": row.line, "head": LINE_HEAD})
        found[int(number)] = {code: row.cells[place] for code, place in wanted.items() if place < len(row.cells)}
    return found
