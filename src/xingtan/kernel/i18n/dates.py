"""Days, moments and school years as people say them, in Chinese and in English.

Chinese has no typed space between figures and words; spans use —. ISO forms belong in files, not on screen.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS_ZH = "一二三四五六日"


def is_chinese() -> bool:
    return not (get_language() or "zh").startswith("en")


def day_text(day: date | None, today: date | None = None, *, weekday: bool = False) -> str:
    """A day: 2025年9月23日, or 9月23日 when `today` is given and in the same year. None is —."""
    if day is None:
        return "—"
    same_year = today is not None and today.year == day.year
    if is_chinese():
        text = f"{day.month}月{day.day}日" if same_year else f"{day.year}年{day.month}月{day.day}日"
        return f"{text}，{weekday_text(day)}" if weekday else text
    text = f"{day.day} {MONTHS[day.month - 1]}" + ("" if same_year else f" {day.year}")
    return f"{weekday_text(day)}, {text}" if weekday else text


def weekday_text(day: date) -> str:
    """星期二, Tuesday."""
    return f"星期{WEEKDAYS_ZH[day.weekday()]}" if is_chinese() else WEEKDAYS_EN[day.weekday()]


def moment_text(at: datetime | None, now: datetime) -> str:
    """An instant seen from `now`: 今天08:47, 昨天16:35, 9月21日16:35, 2024年9月21日16:35. None is —."""
    if at is None:
        return "—"
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    clock = f"{local:%H:%M}"
    if local.date() == today:
        return _("今天%(clock)s") % {"clock": clock}
    if local.date() == today - timedelta(days=1):
        return _("昨天%(clock)s") % {"clock": clock}
    if local.date() == today + timedelta(days=1):
        return _("明天%(clock)s") % {"clock": clock}
    return day_text(local.date(), today) + ("" if is_chinese() else " ") + clock


def due_text(due_on: date | None, today: date) -> str:
    """How a deadline stands: 超期2天, 今天到期, 剩2天; beyond two weeks the day itself. None is the empty text."""
    if due_on is None:
        return ""
    days = (due_on - today).days
    if days < 0:
        return ngettext("超期%(days)s天", "超期%(days)s天", -days) % {"days": -days}
    if days == 0:
        return _("今天到期")
    if days <= 14:
        return ngettext("剩%(days)s天", "剩%(days)s天", days) % {"days": days}
    return _("%(day)s到期") % {"day": day_text(due_on, today)}


def span_text(starts_on: date, ends_on: date | None, today: date | None = None) -> str:
    """2024年9月1日—2025年8月31日, 2024年9月1日至今."""
    if ends_on is None:
        return _("%(day)s至今") % {"day": day_text(starts_on, today)}
    return f"{day_text(starts_on, today)}—{day_text(ends_on, today)}"


def week_text(number: int) -> str:
    """第4周, Week 4."""
    return _("第%(number)s周") % {"number": number}


def school_year_text(starts_in: int) -> str:
    """2025—2026学年度, School year 2025—2026. `starts_in` is the calendar year of its first day."""
    return _("%(from)s—%(to)s学年度") % {"from": starts_in, "to": starts_in + 1}


def term_text(starts_in: int, number: int) -> str:
    """2025—2026学年度第一学期, School year 2025—2026, first term."""
    names = {1: _("第一学期"), 2: _("第二学期"), 3: _("第三学期")}
    name = names.get(number, str(number))
    return school_year_text(starts_in) + ("" if is_chinese() else ", ") + name
