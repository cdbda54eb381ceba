"""Work of papers that goes by the clock."""

from __future__ import annotations

from django.utils import timezone

from xingtan.engines.papers.services import checking


def sweep() -> int:
    """Forget who asked for codes that do not exist, a day later."""
    return checking.sweep_misses(now=timezone.now())
