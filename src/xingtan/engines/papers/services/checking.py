"""Answering strangers who ask about a code, and no more often than a person would ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from xingtan.engines.papers.data import MISS_MINUTES, MISSES
from xingtan.engines.papers.errors import TooManyChecks
from xingtan.engines.papers.models import CheckMiss, Paper
from xingtan.engines.papers.selectors.papers import Checked, checked
from xingtan.engines.papers.services.codes import LENGTH, tidy


def check(*, code: str, address: str, now: datetime) -> Checked | None:
    """What the world may know of a paper; None, and a miss noted, when nobody issued such a code.

    Schools share one address, so only codes that nobody issued are counted.

    Raises:
        TooManyChecks: this address has asked for too many codes that do not exist.
    """
    window = timedelta(minutes=MISS_MINUTES)
    misses = CheckMiss.objects.filter(address=address, at__gt=now - window).order_by("-at")
    times = list(misses.values_list("at", flat=True)[:MISSES])
    if len(times) >= MISSES:
        wait = times[-1] + window - now
        raise TooManyChecks(minutes=max(1, ceil(wait.total_seconds() / 60)))
    typed = tidy(code)
    found = Paper.objects.filter(verify_code=typed).first() if len(typed) == LENGTH else None
    if found is None:
        CheckMiss.objects.create(address=address, at=now)
        return None
    return checked(found)


def sweep_misses(*, now: datetime) -> int:
    """Delete misses older than a day; returns how many."""
    gone, _per_model = CheckMiss.objects.filter(at__lt=now - timedelta(days=1)).delete()
    return gone
