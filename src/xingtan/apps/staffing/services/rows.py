"""Writing the rows of a staff file, one part like the other: find, permit, check, write, keep the file in step.

`record_…` writes the row with the same key anew instead of a second one, so that a register may be read in twice.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models, transaction

from xingtan.apps.staffing import data, errors
from xingtan.apps.staffing.models import (
    Employment,
    HeldCertificate,
    HeldTitle,
    Honour,
    Schooling,
    StaffRecord,
    WorkSpell,
)
from xingtan.apps.staffing.services.finding import managed
from xingtan.apps.staffing.services.parts import PARTS, Part
from xingtan.kernel.audit import api as audit
from xingtan.kernel.files import api as files
from xingtan.kernel.scopes import Actor, require
from xingtan.people.persons import sealing

SCANS = ("application/pdf", "image/jpeg", "image/png", "image/webp")
SCAN_BYTES = 20 * 1024 * 1024
NUMBER = "number"


@transaction.atomic
def record_row(*, actor: Actor, person_id: int, part: str, **columns: Any) -> Any:
    """Write one row of a file; a row with the same key takes the new values instead.

    Args:
        part: a key of `PARTS`. columns: as in `PARTS[part].columns`; certificates take `number` in clear.
    Raises:
        StaffNotFound, NotPermitted. RowBeginsBeforeBirth, RowInFuture, RowEndsBeforeItBegins, LevelNotOfCategory,
        EmploymentOverlaps, CertificateNumberTaken.
    """
    chosen = PARTS[part]
    record = managed(actor, person_id)
    key = {name: columns.get(name, _empty(chosen.model, name)) for name in chosen.key}
    conditions = {name if value is not None else f"{name}__isnull": value if value is not None else True
                  for name, value in key.items()}  # fmt: skip
    rows: Any = chosen.model._default_manager
    row = rows.filter(record=record, **conditions).first() or chosen.model(record=record)
    return _write(actor, record, chosen, row, columns)


@transaction.atomic
def correct_row(*, actor: Actor, part: str, row_id: int, **columns: Any) -> Any:
    """Correct one row. Old values stay in the row history. A missing key leaves its column alone.

    Raises:
        RowNotFound, NotPermitted, SameRowThere, and what `record_row` raises.
    """
    chosen = PARTS[part]
    row = managed_row(actor, part, row_id)
    key = {name: columns.get(name, getattr(row, name)) for name in chosen.key}
    rows: Any = chosen.model._default_manager
    conditions = {name: value for name, value in key.items() if value is not None}
    nothing = {f"{name}__isnull": True for name, value in key.items() if value is None}
    if rows.filter(record=row.record, **conditions, **nothing).exclude(pk=row.pk).exists():
        raise errors.SameRowThere(label=chosen.label)
    return _write(actor, row.record, chosen, row, columns)


@transaction.atomic
def remove_row(*, actor: Actor, part: str, row_id: int) -> int:
    """Take away a row that was entered by mistake, with its scan. Returns whose file it was in (person id).

    Raises:
        RowNotFound, NotPermitted.
    """
    chosen = PARTS[part]
    row = managed_row(actor, part, row_id)
    record = row.record
    kept = {name: str(getattr(row, name) or "") for name in chosen.columns}
    for link in files.FileLink.objects.filter(holder_kind=chosen.holder, holder_id=row.pk):
        files.remove(link)
    row.delete()
    if chosen.keep is not None:
        chosen.keep(record, actor.on)
    audit.record(
        actor, "staff.row_removed", "person", record.person_id, record.organisation.path, kept | {"part": part}
    )
    return int(record.person_id)


@transaction.atomic
def attach_scan(*, actor: Actor, part: str, row_id: int, upload: Any) -> files.FileLink:
    """Keep a scan of the certificate or document behind a row, in place of the one before.

    Raises:
        RowNotFound, NotPermitted. FileTooLarge, FileIsEmpty, FileTypeRefused, PictureUnreadable.
    """
    chosen = PARTS[part]
    row = managed_row(actor, part, row_id)
    path = row.record.organisation.path
    before = list(files.FileLink.objects.filter(holder_kind=chosen.holder, holder_id=row.pk, purpose=data.SCAN))
    link = files.store(
        upload,
        actor=actor,
        holder=(chosen.holder, row.pk),
        organisation_path=path,
        purpose=data.SCAN,
        accept=SCANS,
        limit_bytes=SCAN_BYTES,
    )
    for old in before:
        files.remove(old)
    audit.record(actor, "staff.scan_attached", "person", row.record.person_id, path, {"part": part})
    return link


def managed_row(actor: Actor, part: str, row_id: int) -> Any:
    """A row for the actor to change, locked.

    Raises:
        RowNotFound: not there, or not for the actor to see. NotPermitted.
    """
    if part not in PARTS:
        raise errors.RowNotFound
    rows: Any = PARTS[part].model._default_manager
    visible = rows.visible_to(actor).select_for_update(of=("self",)).select_related("record__organisation")
    row = visible.filter(pk=row_id).first()
    if row is None:
        raise errors.RowNotFound
    require(actor, data.MANAGE, row.record.organisation.path)
    return row


def _empty(model: type[models.Model], name: str) -> Any:
    field: Any = model._meta.get_field(name)
    return None if field.null else ""


def _write(actor: Actor, record: StaffRecord, part: Part, row: Any, columns: dict[str, Any]) -> Any:
    number = columns.pop(NUMBER, None)
    for name, value in columns.items():
        if name not in part.columns:
            raise TypeError(f"{name} is no column of {part.code}")
        setattr(row, name, value)
    if number:
        row.number_sealed, row.number_index = sealing.seal(number), sealing.blind_index(number)
        row.number_masked = sealing.mask_document(number)
    _check_days(actor, record, part, row)
    if part.check is not None:
        part.check(actor, row)
    row.save()
    if part.keep is not None:
        part.keep(record, actor.on)
    detail = {"part": part.code, "fields": sorted(columns)}
    audit.record(actor, "staff.row_recorded", "person", record.person_id, record.organisation.path, detail)
    return row


def _check_days(actor: Actor, record: StaffRecord, part: Part, row: Any) -> None:
    born_on = record.person.born_on
    for name in part.columns:
        value = getattr(row, name)
        if isinstance(value, date) and born_on is not None and value <= born_on:
            raise errors.RowBeginsBeforeBirth(day=value)
        if name in part.past and value is not None and value > actor.on:
            raise errors.RowInFuture(day=value)
    starts_on = getattr(row, "starts_on", None) or getattr(row, "issued_on", None)
    ends_on = getattr(row, "ends_on", None) or getattr(row, "graduated_on", None) or getattr(row, "expires_on", None)
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise errors.RowEndsBeforeItBegins(starts_on=starts_on, ends_on=ends_on)


def record_employment(
    *, actor: Actor, person_id: int, establishment: str, starts_on: date, **columns: Any
) -> Employment:
    """编制 and post from a day on; the open row before ends the day before. See `record_row`."""
    values = {"establishment": establishment, "starts_on": starts_on, **columns}
    row: Employment = record_row(actor=actor, person_id=person_id, part="employment", **values)
    return row


def record_title(
    *, actor: Actor, person_id: int, code: str, obtained_on: date | None = None, **columns: Any
) -> HeldTitle:
    """A professional title: subject_code, appointed_on, granted_by, basis beside it. See `record_row`."""
    values = {"code": code, "obtained_on": obtained_on, **columns}
    row: HeldTitle = record_row(actor=actor, person_id=person_id, part="title", **values)
    return row


def record_certificate(
    *, actor: Actor, person_id: int, kind: str, code: str = "", number: str = "", **columns: Any
) -> HeldCertificate:
    """A certificate: name, subject_code, issued_by, issued_on, expires_on beside it. See `record_row`.

    Args:
        code: of a teaching certificate the kind (`data.Certificate`); of Putonghua the level (code table).
        number: in clear; kept sealed.
    """
    values = {"kind": kind, "code": code, NUMBER: number, **columns}
    row: HeldCertificate = record_row(actor=actor, person_id=person_id, part="certificate", **values)
    return row


def record_honour(
    *, actor: Actor, person_id: int, kind: str, level: str, name: str, year: int, **columns: Any
) -> Honour:
    """An honour: valid_until, subject_code, granted_by, basis beside it. See `record_row`."""
    values = {"kind": kind, "level": level, "name": name, "year": year, **columns}
    row: Honour = record_row(actor=actor, person_id=person_id, part="honour", **values)
    return row


def record_schooling(*, actor: Actor, person_id: int, level_code: str, **columns: Any) -> Schooling:
    """An education: degree_code, form, institution, major, starts_on, graduated_on beside it. See `record_row`."""
    row: Schooling = record_row(actor=actor, person_id=person_id, part="schooling", level_code=level_code, **columns)
    return row


def record_work(*, actor: Actor, person_id: int, employer: str, starts_on: date, **columns: Any) -> WorkSpell:
    """A spell of work elsewhere: duty, ends_on, basis beside it. See `record_row`."""
    values = {"employer": employer, "starts_on": starts_on, **columns}
    row: WorkSpell = record_row(actor=actor, person_id=person_id, part="work", **values)
    return row
