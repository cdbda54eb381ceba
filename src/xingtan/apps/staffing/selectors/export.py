"""What staffing holds about one person, for their own export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _g

from xingtan.apps.staffing.models import StaffRecord

COLUMNS = (
    "organisation__name",
    "state",
    "state_until",
    "establishment",
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


def export_record(person_id: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The staff file, days as ISO text; nothing for whoever has none."""
    rows = StaffRecord.objects.filter(person_id=person_id).values(*COLUMNS)
    found = [
        {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
        for row in rows
    ]
    if found:
        yield _g("教职工档案"), found
