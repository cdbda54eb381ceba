"""Days as people speak of them. Rules are handed `now` or `on`; only the edge of the system asks the clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Protocol

from django.db.models import Q
from django.utils import timezone


class Dated(Protocol):
    """Anything that starts on a day and, perhaps, ends on a day (the last day it counts)."""

    starts_on: date
    ends_on: date | None


def today() -> date:
    """The local day of this installation. For views, commands and jobs; services take the day as an argument."""
    return timezone.localdate()


def in_force(on: date, prefix: str = "") -> Q:
    """Condition for rows whose dates include the day `on`.

    Args:
        on: the day asked about.
        prefix: look-up path ending in "__" when the dates are on a related row.
    """
    return Q(**{f"{prefix}starts_on__lte": on}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})
    )


def is_in_force(row: Dated, on: date) -> bool:
    """Whether one row's dates include the day `on`."""
    return row.starts_on <= on and (row.ends_on is None or row.ends_on >= on)


def day_before(day: date) -> date:
    """The last day of what ends when something else starts on `day`."""
    return day - timedelta(days=1)


def local_day(instant: datetime) -> date:
    """The local calendar day of an aware instant."""
    return timezone.localtime(instant).date()


def age_on(born_on: date, on: date) -> int:
    """Full years lived on the day `on`. A birthday counts from its own day."""
    had_birthday = (on.month, on.day) >= (born_on.month, born_on.day)
    return on.year - born_on.year - (0 if had_birthday else 1)
