"""How days, instants and numbers are put on a page. The words of days come from `kernel.i18n.dates`."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from xingtan.kernel.i18n.dates import MONTHS, day_text, due_text, is_chinese, moment_text, span_text

UNKNOWN = "—"


def number(value: Any, places: int | None = None) -> str:
    """Four digits plain, from five with commas; unknown is a dash, zero is 0."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, str):
        return value
    if places is None:
        places = 1 if isinstance(value, float | Decimal) else 0
    return f"{value:,.{places}f}" if abs(value) >= 10000 else f"{value:.{places}f}"


def month_text(day: date) -> str:
    """2016年8月, Aug 2016."""
    return f"{day.year}年{day.month}月" if is_chinese() else f"{MONTHS[day.month - 1]} {day.year}"


def when(value: Any, *, form: str = "", empty: Any = UNKNOWN) -> SafeString:
    """A `<time>` for a day or an instant.

    Args:
        form: "" drops this year; "full" keeps it; "month"; "weekday".
        empty: stands for None.
    """
    if value is None:
        return conditional_escape(empty)
    today = timezone.localdate()
    if isinstance(value, datetime):
        words, machine = moment_text(value, timezone.now()), value.isoformat(timespec="minutes")
    elif form == "month":
        words, machine = month_text(value), value.isoformat()
    else:
        words = day_text(value, None if form == "full" else today, weekday=form == "weekday")
        machine = value.isoformat()
    return mark_safe(f'<time class="xt-nw" datetime="{machine}">{words}</time>')


def span(starts_on: date | None, ends_on: date | None) -> SafeString:
    """2025年9月1日—2026年1月20日, 2025年9月1日至今; a missing start is left open."""
    if starts_on is None:
        words = UNKNOWN if ends_on is None else _("至%(day)s") % {"day": day_text(ends_on)}
    else:
        words = span_text(starts_on, ends_on)
    return mark_safe(f'<span class="xt-nw">{words}</span>')


def due(due_on: date, *, today: date | None = None) -> tuple[str, str]:
    """Lamp tone and words of a deadline: red when late or today, yellow within three days, else hollow."""
    today = today or timezone.localdate()
    days = (due_on - today).days
    tone = "red" if days <= 0 else "yellow" if days <= 3 else "none"
    return tone, due_text(due_on, today)
