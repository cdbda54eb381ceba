"""The parts of a staff file, each with its model, its key and its own rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

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
from xingtan.apps.staffing.services import keeping
from xingtan.kernel.scopes import Actor


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of the file. `key` are the columns in which no two rows of one file agree."""

    code: str
    model: type[models.Model]
    key: tuple[str, ...]
    columns: tuple[str, ...]
    past: tuple[str, ...] = ()  # days that have come already
    check: Callable[[Actor, Any], None] | None = None
    keep: Callable[[StaffRecord, date], None] | None = None

    @property
    def label(self) -> Any:
        return self.model._meta.verbose_name

    @property
    def holder(self) -> str:
        """What files call it, see `manifest.file_holders`."""
        return f"staff-{self.code}"


def _columns(model: type[models.Model], *left_out: str) -> tuple[str, ...]:
    skipped = {"id", "record", *left_out}
    return tuple(field.name for field in model._meta.concrete_fields if field.editable and field.name not in skipped)


def _check_level(actor: Actor, row: Employment) -> None:
    lowest = data.POST_LEVELS.get(row.post_category) if row.post_category else None
    if row.post_level is not None and (lowest is None or not 1 <= row.post_level <= lowest):
        category = row.get_post_category_display() or str(row._meta.get_field("post_category").verbose_name)
        raise errors.LevelNotOfCategory(category=category, level=row.post_level)


def _make_room(actor: Actor, row: Employment) -> None:
    """End the open row the day before a later one begins; refuse days that two rows would share."""
    _check_level(actor, row)
    others = Employment.objects.filter(record_id=row.record_id).exclude(pk=row.pk)
    earlier = others.filter(ends_on__isnull=True, starts_on__lt=row.starts_on).first()
    if earlier is not None and row.ends_on is None:
        earlier.ends_on = date.fromordinal(row.starts_on.toordinal() - 1)
        earlier.save(update_fields=["ends_on"])
    for other in others:
        ends_after = other.ends_on is None or other.ends_on >= row.starts_on
        begins_before = row.ends_on is None or other.starts_on <= row.ends_on
        if ends_after and begins_before:
            raise errors.EmploymentOverlaps(starts_on=other.starts_on)


def _check_number(actor: Actor, row: HeldCertificate) -> None:
    if row.number_index is not None:
        same = HeldCertificate.objects.filter(kind=row.kind, number_index=row.number_index).exclude(pk=row.pk)
        holder = same.select_related("record__person").first()
        if holder is not None:
            raise errors.CertificateNumberTaken(name=holder.record.person.name)
    if row.kind == data.CertificateKind.TEACHING and row.registration_due_on is None and row.issued_on is not None:
        row.registration_due_on = keeping.next_registration(row.issued_on)


PARTS: dict[str, Part] = {
    part.code: part
    for part in (
        Part(
            code="employment",
            model=Employment,
            key=("starts_on",),
            columns=_columns(Employment),
            check=_make_room,
            keep=keeping.keep_employment,
        ),
        Part(
            code="title",
            model=HeldTitle,
            key=("obtained_on",),
            columns=_columns(HeldTitle),
            past=("obtained_on",),
            keep=keeping.keep_title,
        ),
        Part(
            code="certificate",
            model=HeldCertificate,
            key=("kind", "code", "subject_code", "name", "issued_on"),
            columns=_columns(HeldCertificate, "number_masked"),
            past=("issued_on",),
            check=_check_number,
            keep=keeping.keep_certificate,
        ),
        Part(code="honour", model=Honour, key=("name", "level", "year"), columns=_columns(Honour)),
        Part(
            code="schooling",
            model=Schooling,
            key=("level_code", "graduated_on", "institution"),
            columns=_columns(Schooling),
            past=("graduated_on",),
            keep=keeping.keep_schooling,
        ),
        Part(
            code="work",
            model=WorkSpell,
            key=("employer", "starts_on"),
            columns=_columns(WorkSpell),
            past=("starts_on",),
        ),
    )
}
