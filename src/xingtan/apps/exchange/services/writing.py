"""Writing CSV members of a zip row by row: our own deliveries, and what is held of a partner as it was written."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO

from xingtan.apps.exchange.data.specification import MANIFEST
from xingtan.apps.exchange.models import HeldFile, HeldRecord, Layout, Partner
from xingtan.apps.exchange.models.sealed import unseal_cells


def line_of(cells: Sequence[str]) -> str:
    """One record as CSV, quoted where needed, without the line's end."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()[:-2]


def write_member(
    archive: zipfile.ZipFile,
    name: str,
    rows: Iterable[Sequence[str]],
    *,
    encoding: str = "utf-8",
    has_bom: bool = False,
    newline: str = "\r\n",
    ends_with_newline: bool = True,
) -> int:
    """Write rows, the head among them, as one member. Returns how many records there were besides the head."""
    count = -1
    with archive.open(name, "w", force_zip64=True) as raw:
        _begin(raw, encoding, has_bom)
        for cells in rows:
            count += 1
            start = newline if count else ""
            raw.write((start + line_of(cells)).encode(encoding, errors="replace"))
        if ends_with_newline:
            raw.write(newline.encode(encoding))
    return count


def _begin(raw: IO[bytes], encoding: str, has_bom: bool) -> None:
    if has_bom:
        raw.write({"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(encoding, codecs.BOM_UTF8))


def write_held(archive: zipfile.ZipFile, partner: Partner) -> dict[str, int]:
    """Everything held of a partner, as the partner writes it: names, heads, columns, encoding, order. Rows by file."""
    counts = {}
    for held in HeldFile.objects.filter(partner=partner).select_related("layout").order_by("position"):
        layout = held.layout
        counts[held.file] = write_member(
            archive,
            layout.member,
            _held_rows(partner, held),
            encoding=layout.encoding,
            has_bom=layout.has_bom,
            newline=layout.newline,
            ends_with_newline=layout.ends_with_newline,
        )
    return counts


def _held_rows(partner: Partner, held: HeldFile) -> Iterable[Sequence[str]]:
    yield held.layout.header
    rows = HeldRecord.objects.filter(partner=partner, file=held.file).order_by("position", "pk")
    layouts = {held.layout_id: held.layout}
    for row in rows.iterator(chunk_size=2000):
        cells = unseal_cells(row.cells)
        if row.layout_id != held.layout_id:
            layout = layouts.get(row.layout_id) or Layout.objects.get(pk=row.layout_id)
            layouts[row.layout_id] = layout
            cells = _moved(cells, layout, held.layout)
        if held.file == MANIFEST and cells[1:2] == ["delta"]:
            cells[1] = "bulk"  # what is written here is everything
        yield cells


def _moved(cells: Sequence[str], old: Layout, new: Layout) -> list[str]:
    """Cells of one layout in the places of another; what the new one has no column for is left out."""
    names = [column or head for column, head in zip(old.columns, old.header, strict=False)]
    known = dict(zip(names, cells, strict=False))
    return [known.get(column or head, "") for column, head in zip(new.columns, new.header, strict=False)]
