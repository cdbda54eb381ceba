"""What staffing holds about one person, for their own export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _g

from xingtan.apps.staffing.models import (
    EdtechKeeper,
    Employment,
    HeldCertificate,
    HeldTitle,
    Honour,
    Registration,
    Schooling,
    StaffRecord,
    WorkSpell,
)

COLUMNS = (
    "organisation__name",
    "state",
    "state_until",
    "establishment",
    "post_category",
    "post_level",
    "contract_until",
    "title_code",
    "title_since",
    "education_code",
    "major",
    "certificate_code",
    "certificate_subject",
    "work_started_on",
    "joined_on",
    "basis",
)
ROWS = (Employment, HeldTitle, HeldCertificate, Honour, Schooling, WorkSpell, EdtechKeeper)
LEFT_OUT = {"id", "record", "certificate", "number_sealed", "number_index", "number_masked", "recorded_by"}


def export_record(person_id: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The staff file and its rows, days as ISO text; nothing for whoever has none."""
    rows = StaffRecord.objects.filter(person_id=person_id).values(*COLUMNS)
    found = [_plain(row) for row in rows]
    if found:
        yield _g("教职工档案"), found
    for model in ROWS:
        yield from _rows_of(model, record__person_id=person_id)
    yield from _rows_of(Registration, certificate__record__person_id=person_id)


def _rows_of(model: type[models.Model], **conditions: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every column of one's own rows but keys; a certificate's number in clear, since it is the person who asks."""
    names = [field.name for field in model._meta.concrete_fields if field.name not in LEFT_OUT]
    rows: Any = model._default_manager
    found = []
    for row in rows.filter(**conditions):
        values = {name: _shown(row, name) for name in names}
        if isinstance(row, HeldCertificate):
            values["number"] = row.number
        found.append(_plain(values))
    if found:
        yield str(model._meta.verbose_name), found


def _shown(row: Any, name: str) -> Any:
    value = getattr(row, name)
    return str(value) if isinstance(value, models.Model) else value


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
