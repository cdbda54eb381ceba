"""Quiet hours: when nothing is pushed that is not urgent."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone


def quiet_hours() -> tuple[time, time]:
    """Local times between which nothing is pushed.

    Raises:
        ValueError: the setting is not of the form "21:00-07:00".
    """
    start, _dash, end = settings.QUIET_HOURS.partition("-")
    return time.fromisoformat(start.strip()), time.fromisoformat(end.strip())


def end_of_quiet(now: datetime) -> datetime:
    """`now`, or the end of the quiet hours it falls into."""
    start, end = quiet_hours()
    local = timezone.localtime(now)
    clock = local.time()
    if start == end:
        return now
    is_quiet = start <= clock < end if start < end else (clock >= start or clock < end)
    if not is_quiet:
        return now
    morning = local.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)


def midnight_before(now: datetime) -> datetime:
    """The beginning of the local day, from which budgets are counted."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
