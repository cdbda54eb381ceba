"""A list as a file or on paper. Cells that a spreadsheet would run as formulas are written as text."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.html import strip_tags

from xingtan.kernel.tables import errors
from xingtan.kernel.tables.columns import Column, worder
from xingtan.kernel.tables.listing import Listing

BATCH = 2_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe in front where the first sign would start one."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def export_columns(listing: Listing) -> list[Column]:
    return [column for column in listing.columns if column.export is not False]


def check_size(listing: Listing, limit: int) -> int:
    """How many rows there are.

    Raises:
        TooManyRows: more than `limit`.
    """
    count = listing.rows.count()
    if count > limit:
        raise errors.TooManyRows(count=f"{count:,}", limit=f"{limit:,}")
    return count


def row_values(listing: Listing, columns: Sequence[Column]) -> Iterator[list[Any]]:
    """The plain values of every row that meets the conditions, in the order on screen."""
    getters = [column.export_getter() for column in columns]
    ordered = listing.rows.order_by(*(key.order_by for key in listing.keys))
    for batch in _batches(ordered.iterator(chunk_size=BATCH)):
        listing.table.prepare(batch)
        for row in batch:
            yield [get(row) for get in getters]


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def texts(columns: Sequence[Column], *, grouped: bool = False) -> list[Callable[[Any], str]]:
    """For each column a function that writes its value in words."""

    def plain(word: Callable[[Any], str]) -> Callable[[Any], str]:
        return lambda value: strip_tags(str(value)) if hasattr(value, "__html__") else word(value)

    return [plain(worder(grouped=grouped and column.align == "end")) for column in columns]


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_response(listing: Listing) -> HttpResponseBase:
    """UTF-8 with the mark that spreadsheets need to read Chinese, sent while it is read."""
    columns = export_columns(listing)

    def lines() -> Iterator[str]:
        writer, words = csv.writer(_Echo()), texts(columns)
        yield "\ufeff" + writer.writerow([defused(column.head) for column in columns])
        for values in row_values(listing, columns):
            yield writer.writerow([defused(word(value)) for word, value in zip(words, values, strict=True)])

    response = StreamingHttpResponse(_in_blocks(lines()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = _attachment(listing, "csv")
    return response


def _in_blocks(lines: Iterator[str], size: int = 200) -> Iterator[str]:
    """Lines in larger pieces. They are made after the view has returned, so the reader's language is kept for them."""
    language = translation.get_language()

    def blocks() -> Iterator[str]:
        while True:
            with translation.override(language):
                block = "".join(islice(lines, size))
            if not block:
                return
            yield block

    return blocks()


def xlsx_response(listing: Listing) -> HttpResponseBase:
    """A workbook written row by row to a temporary file, so that memory stays small."""
    columns = export_columns(listing)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, {**options, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        day_format = book.add_format({"num_format": "yyyy-mm-dd"})
        time_format = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for index, column in enumerate(columns):
            sheet.set_column(index, index, max(10, min(2 * len(column.head) + 4, 40)))
            sheet.write_string(0, index, column.head, bold)
        sheet.freeze_panes(1, 0)
        words = texts(columns)
        for line, values in enumerate(row_values(listing, columns), start=1):
            for index, value in enumerate(values):
                _write(sheet, line, index, value, words[index], (day_format, time_format))
    target.seek(0)
    response = FileResponse(target, content_type=XLSX)
    response["Content-Disposition"] = _attachment(listing, "xlsx")
    return response


def _write(sheet: Any, line: int, index: int, value: Any, word: Any, formats: tuple[Any, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | date):
        sheet.write_string(line, index, word(value)[:32_767])
    elif isinstance(value, datetime):
        sheet.write_datetime(line, index, timezone.localtime(value).replace(tzinfo=None), formats[1])
    elif isinstance(value, date):
        sheet.write_datetime(line, index, value, formats[0])
    else:
        sheet.write_number(line, index, value)


def _attachment(listing: Listing, ending: str) -> str:
    name = f"{listing.table.title}-{timezone.localdate():%Y%m%d}.{ending}"
    return f"attachment; filename=\"{listing.table.code}.{ending}\"; filename*=UTF-8''{quote(name)}"


def print_rows(listing: Listing) -> tuple[list[str], list[list[str]]]:
    """Heads and cells of the printed list, all as text."""
    columns = export_columns(listing)
    words = texts(columns, grouped=True)
    cells = [
        [word(value) for word, value in zip(words, values, strict=True)] for values in row_values(listing, columns)
    ]
    return [column.head for column in columns], cells
