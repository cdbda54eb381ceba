"""Reading one member of a set into rows: head, cells, findings. Memory does not grow with the file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any

from django.db import connection

from xingtan.apps.exchange.data import ROWS_AT_A_TIME, Difference
from xingtan.apps.exchange.data.specification import FILES, MANIFEST
from xingtan.apps.exchange.models import Layout, ReceivedSet, SetFile, SetRow
from xingtan.apps.exchange.services.comparing import FILE_FAULTS
from xingtan.apps.exchange.services.finding import Findings
from xingtan.apps.exchange.services.reading import records
from xingtan.apps.exchange.services.reading.archive import Member
from xingtan.apps.exchange.services.reading.heads import Head, read_head
from xingtan.apps.exchange.services.reading.text import Broken, TextFacts, facts_of, rows_of
from xingtan.kernel.tasks.api import check_cancelled

ROW_COLUMNS = (
    *("received_set_id", "file", "line", "order", "sourced_id", "name", "cells", "layout_id", "digest"),
    *("is_gone", "difference", "is_mended", "is_applied", "is_new_person", "outcome", "remark"),
)
COPY_ROWS = "COPY exchange_setrow ({}) FROM STDIN".format(", ".join(f'"{name}"' for name in ROW_COLUMNS))
Lines = Iterator[tuple[int, list[str]]]


def read_member(
    received: ReceivedSet, archive: zipfile.ZipFile, member: Member, held: SetFile, findings: Findings
) -> None:
    """Stage the rows of one member. What makes the whole file unusable refuses every row of it."""
    try:
        facts = facts_of(archive, member.path)
        rows = rows_of(archive, member.path, facts)
        _line, header = next(rows, (1, []))
    except Broken as broken:
        findings.add("broken_off", line=broken.line, is_error=True)
        return
    if not any(cell.strip() for cell in header):
        findings.add("empty_file", line=1, is_error=True)
        return
    head = _read_head(member, header, facts, findings)
    held.layout = _layout(received, member, header, head, facts)
    try:
        held.rows = _stage(received, held, head, rows, findings)
    except Broken as broken:
        findings.add("broken_off", line=broken.line, is_error=True)
        held.rows = SetRow.objects.filter(received_set=received, file=member.file).count()
    if any(code in FILE_FAULTS for _level, code, _column in findings.met):
        SetRow.objects.filter(received_set=received, file=member.file).update(difference=Difference.REFUSED)


def _read_head(member: Member, header: Sequence[str], facts: TextFacts, findings: Findings) -> Head:
    if facts.encoding != "utf-8" or not facts.is_clean:
        findings.add("encoding", line=1, encoding=facts.encoding.upper() if facts.is_clean else "UTF-8")
    head = read_head(member.file, header)
    for code, column, values in head.notes:
        findings.add(code, line=1, column=column, **values)
    for code, column, values in head.errors:
        findings.add(code, line=1, column=column, is_error=True, **values)
    return head


def _layout(received: ReceivedSet, member: Member, header: Sequence[str], head: Head, facts: TextFacts) -> Layout:
    values: dict[str, Any] = {
        "file": member.file,
        "read_as": head.read_as,
        "member": member.name,
        "header": [name.replace("\x00", "\ufffd") for name in header],
        "columns": [name.replace("\x00", "\ufffd") for name in head.columns],
        "encoding": facts.encoding,
        "has_bom": facts.has_bom,
        "newline": facts.newline,
        "ends_with_newline": facts.ends_with_newline,
        "date_order": facts.date_order,
    }
    digest = blake2b(repr(sorted(values.items())).encode("utf-8", "surrogatepass"), digest_size=16).digest()
    layout, _made = Layout.objects.get_or_create(partner=received.partner, digest=digest, defaults=values)
    return layout


def _stage(received: ReceivedSet, held: SetFile, head: Head, rows: Lines, findings: Findings) -> int:
    """COPY the rows in portions, each with its findings. Returns how many there were."""
    count = 0
    is_faulty = bool(head.errors)
    with_cells = ((line, cells) for line, cells in rows if any(cell.strip() for cell in cells))
    while portion := list(islice(with_cells, ROWS_AT_A_TIME)):
        with connection.cursor() as cursor, cursor.copy(COPY_ROWS) as copy:
            for line, cells in portion:
                record = records.read_record(head.read_as, head.columns, cells, held.layout.date_order)
                copy.write_row(staged(received.pk, held, cells, record, line))
                for found in () if is_faulty else record.findings:
                    findings.add(
                        found.code,
                        line=line,
                        column=found.column,
                        is_error=found.is_error,
                        at_once=False,
                        **found.values,
                    )
        findings.flush()
        count += len(portion)
        check_cancelled()
    return count


def staged(set_id: int, held: SetFile, cells: Sequence[str], record: records.Record, line: int | None) -> list[Any]:
    """The values of a row of `exchange_setrow`, in the order of ROW_COLUMNS."""
    layout = held.layout
    difference = Difference.REFUSED if record.has_errors else Difference.NEW
    digest = records.fingerprint(layout.columns, layout.header, cells)
    kept = records.seal_cells(layout.read_as, layout.columns, cells)
    name = _clean(records.name_of(layout.read_as, record.values))[:120]
    own = _clean(record.sourced_id)[:255]
    order = order_of(layout.read_as)
    fixed = [record.is_gone, difference.value, False, False, False, "", ""]
    return [set_id, held.file, line, order, own, name, kept, layout.pk, digest, *fixed]


def order_of(read_as: str) -> int:
    """Files that others refer to are applied first; the manifest says nothing about people and comes last."""
    return FILES[read_as].order if read_as != MANIFEST else len(FILES)


def _clean(text: str) -> str:
    return text.replace("\x00", "\ufffd")
