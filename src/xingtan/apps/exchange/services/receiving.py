"""Taking a set in, mending it, leaving rows out, giving it up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from xingtan.apps.exchange import errors
from xingtan.apps.exchange.data import SET_HOLDER, Difference, Level, SetState
from xingtan.apps.exchange.models import Finding, ReceivedSet, SetFile, SetRow
from xingtan.apps.exchange.services import comparing
from xingtan.apps.exchange.services.finding_partners import managed_partner, managed_row, managed_set
from xingtan.apps.exchange.services.members import staged
from xingtan.apps.exchange.services.reading import records
from xingtan.kernel.audit import api as audit
from xingtan.kernel.files import api as files
from xingtan.kernel.files.sniffing import ZIP
from xingtan.kernel.scopes import Actor

OPEN = (SetState.WAITING, SetState.READING, SetState.READ, SetState.APPLYING, SetState.UNDOING)
MENDED = ("sourced_id", "name", "cells", "digest", "is_gone", "difference")


@transaction.atomic
def receive_set(*, actor: Actor, partner_id: int, upload: Any, now: datetime) -> ReceivedSet:
    """Keep an uploaded zip of a partner, to be read by a task.

    Raises:
        PartnerNotFound, NotPermitted.
        AnotherSetOpen: the one before is neither applied nor given up.
        FileTooLarge, FileIsEmpty, FileTypeRefused, ArchiveRefused: it is not a sound zip.
    """
    partner = managed_partner(actor, partner_id)
    if ReceivedSet.objects.filter(partner=partner, state__in=OPEN).exists():
        raise errors.AnotherSetOpen()
    received = ReceivedSet.objects.create(partner=partner, name="", received_at=now, received_by_id=actor.person_id)
    link = files.store(
        upload,
        actor=actor,
        holder=(SET_HOLDER, received.pk),
        organisation_path=partner.organisation.path,
        purpose="roster",
        accept=(ZIP,),
    )
    received.name = link.name[:120]
    received.save(update_fields=["name"])
    audit.record(
        actor, "exchange.received", "exchange_set", received.pk, partner.organisation.path, {"partner": partner.name}
    )
    return received


@transaction.atomic
def mend_cell(*, actor: Actor, row_id: int, column: str, value: str) -> SetRow:
    """Write one cell of a row anew and check the row again. The sender should mend it too.

    Raises:
        RowNotFound, NotPermitted, WrongState.
        ColumnUnknown: the row has no such column.
    """
    received, row = managed_row(actor, row_id)
    if row.line is None or column not in row.layout.columns or not column:
        raise errors.ColumnUnknown(column=column)
    old_id = row.sourced_id
    cells = records.unseal_cells(row.cells)
    at = row.layout.columns.index(column)
    cells += [""] * (at + 1 - len(cells))
    cells[at] = value
    _check_again(received, row, cells)
    row.is_mended = True
    row.save(update_fields=[*MENDED, "is_mended"])
    comparing.compare_set(received, only=(row.file, [old_id, row.sourced_id]))
    path = received.partner.organisation.path
    detail = {"file": row.file, "line": row.line, "column": column}
    audit.record(actor, "exchange.mended", "exchange_set", received.pk, path, detail)
    return SetRow.objects.get(pk=row.pk)


def _check_again(received: ReceivedSet, row: SetRow, cells: list[str]) -> None:
    held = SetFile(received_set=received, file=row.file, layout=row.layout)
    layout = row.layout
    record = records.read_record(layout.read_as, layout.columns, cells, layout.date_order)
    values = staged(received.pk, held, cells, record, row.line)
    (row.sourced_id, row.name, row.cells) = values[4:7]
    row.digest, row.is_gone, row.difference = values[8], values[9], values[10]
    Finding.objects.filter(row=row).exclude(code__in=comparing.FROM_COMPARING).delete()
    Finding.objects.bulk_create(
        Finding(
            received_set=received,
            row=row,
            level=Level.ERROR if found.is_error else Level.NOTE,
            code=found.code,
            file=row.file,
            line=row.line,
            column=found.column[:80],
            values=found.values,
        )
        for found in record.findings
    )


@transaction.atomic
def leave_out_rows(*, actor: Actor, set_id: int, row_ids: Iterable[int] | None = None) -> int:
    """Do not apply these rows; without ids, every row with errors. What is held of them stays as it is.

    Returns:
        How many rows were left out.
    Raises:
        SetNotFound, NotPermitted, WrongState.
    """
    received = managed_set(actor, set_id, SetState.READ)
    rows = SetRow.objects.filter(received_set=received, line__isnull=False).exclude(difference=Difference.LEFT_OUT)
    rows = rows.filter(difference=Difference.REFUSED) if row_ids is None else rows.filter(pk__in=list(row_ids))
    touched = sorted(set(rows.values_list("file", "sourced_id")))
    count: int = rows.update(difference=Difference.LEFT_OUT)
    for file in sorted({file for file, _id in touched}):
        comparing.compare_set(received, only=(file, [own for at, own in touched if at == file]))
    if row_ids is None:
        _leave_out_faulty_files(received)
    path = received.partner.organisation.path
    audit.record(actor, "exchange.left_out", "exchange_set", received.pk, path, rows=count)
    return count


def _leave_out_faulty_files(received: ReceivedSet) -> None:
    """Files unusable as a whole stay out; a file that could not even be opened has no rows, but is marked too."""
    faulty = comparing.faulty_files(received.pk)
    SetFile.objects.filter(received_set=received, file__in=faulty).update(is_left_out=True)
    comparing.compare_set(received, only=("", []))


@transaction.atomic
def discard_set(*, actor: Actor, set_id: int, now: datetime) -> ReceivedSet:
    """Give a set up. Its rows and the file go; that it came stays written down.

    Raises:
        SetNotFound, NotPermitted, WrongState.
    """
    received = managed_set(actor, set_id, SetState.READ, SetState.UNREADABLE, SetState.WAITING)
    received.state = SetState.DISCARDED
    received.reason = received.reason or str(_("由经办人放弃。"))
    received.save(update_fields=["state", "reason"])
    let_go(received)
    Finding.objects.filter(received_set=received).delete()
    rows = SetRow.objects.filter(received_set=received)
    rows._raw_delete(rows.db)  # nothing else refers to rows; collecting a hundred thousand would take minutes
    audit.record(actor, "exchange.discarded", "exchange_set", received.pk, received.partner.organisation.path)
    return received


def let_go(received: ReceivedSet) -> None:
    """Hold the uploaded file no longer: what it said is kept as records."""
    for link in files.FileLink.objects.filter(holder_kind=SET_HOLDER, holder_id=received.pk):
        files.remove(link)
