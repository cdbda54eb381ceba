"""Today in school terms: which week, whether there is school, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _g
from django.utils.translation import ngettext

from xingtan.kernel.i18n.dates import day_text, term_text, week_text, weekday_text
from xingtan.kernel.prepared import prepared
from xingtan.people.roster.data import DayKind
from xingtan.people.roster.models import CalendarDay
from xingtan.people.roster.selectors import Week

AHEAD = timedelta(days=45)
MOST_DAYS = 4


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """A day that differs from the ordinary week; spans of holidays are one row."""

    name: str
    words: str
    kind: str


class Audience(Enum):
    """Whom the sentence of the day is for: a pupil's home, those who work here, anybody else."""

    FAMILY = "family"
    STAFF = "staff"
    PUBLIC = "public"


@dataclass(frozen=True, kw_only=True)
class Today:
    """`is_school_day` is None outside terms. `sentence` says it in words."""

    is_school_day: bool | None
    sentence: str
    term: str
    week: str
    ahead: list[Ahead]


def today_of(*, on: date, week: Week | None, organisation_id: int | None, audience: Audience = Audience.STAFF) -> Today:
    """The day of a school, or of the region when `organisation_id` is None. One query."""
    days = [Day(*row) for row in _days(organisation_id=organisation_id or 0, since=on, until=on + AHEAD)]
    has_school = is_school_day(on, days, week)
    return Today(
        is_school_day=has_school,
        sentence=_sentence(on, days, has_school, audience),
        term=_term_words(week),
        week=_week_words(week, on),
        ahead=_ahead([day for day in days if day.day > on], on)[:MOST_DAYS],
    )


class Day(NamedTuple):
    day: date
    kind: str
    name: str


@prepared
def _days(*, organisation_id: int, since: date, until: date) -> Any:
    scope = Q(organisation__isnull=True) | Q(organisation_id=organisation_id)
    days = CalendarDay.objects.filter(scope, day__gte=since, day__lte=until).order_by("day")
    return days.values_list("day", "kind", "name")


def is_school_day(on: date, days: list[Any], week: Week | None) -> bool | None:
    """As `roster.is_school_day`, from rows already read."""
    if week is None:
        return None
    kinds = {day.kind for day in days if day.day == on}
    if DayKind.MAKE_UP in kinds:
        return True
    return on.isoweekday() <= 5 and DayKind.HOLIDAY not in kinds


def _sentence(on: date, days: list[Any], has_school: bool | None, audience: Audience) -> str:
    """今天上学; 今天星期日，不用上学; 今天元旦，放假. Who has nobody at school is told the day alone."""
    here = [day for day in days if day.day == on]
    holiday = next((day.name for day in here if day.kind == DayKind.HOLIDAY), "")
    if audience is Audience.PUBLIC:
        return _g("今天%(day)s") % {"day": holiday or weekday_text(on)}
    if has_school is None:
        return _g("今天在假期中")
    if not has_school and holiday:
        return _g("今天%(name)s，放假") % {"name": holiday}
    is_family = audience is Audience.FAMILY
    if not has_school:
        words = _g("今天%(day)s，不用上学") if is_family else _g("今天%(day)s，学校不上课")
        return words % {"day": weekday_text(on)}
    named = next((day.name for day in here), "")
    if named:
        words = _g("今天%(name)s，要上学") if is_family else _g("今天%(name)s，学校上课")
        return words % {"name": named}
    return _g("今天上学") if is_family else _g("今天学校上课")


def _term_words(week: Week | None) -> str:
    return term_text(week.term.school_year.starts_in, week.term.ordinal) if week else ""


def _week_words(week: Week | None, on: date) -> str:
    """第12周，离放假还有61天; the last day of a term has no days left to count."""
    if week is None:
        return ""
    left = (week.term.ends_on - on).days
    if left <= 0:
        return week_text(week.number)
    words = ngettext("%(week)s，离放假还有%(days)s天", "%(week)s，离放假还有%(days)s天", left)
    return words % {"week": week_text(week.number), "days": left}


def _ahead(days: list[Any], on: date) -> list[Ahead]:
    """Neighbouring days of one name and kind as one span."""
    spans: list[list[Any]] = []
    for day in days:
        last = spans[-1][-1] if spans else None
        if last is not None and (last.name, last.kind) == (day.name, day.kind) and (day.day - last.day).days <= 3:
            spans[-1].append(day)
        else:
            spans.append([day])
    return [Ahead(name=span[0].name, kind=span[0].kind, words=_span_words(span, on)) for span in spans]


def _span_words(span: list[Any], on: date) -> str:
    first, last = span[0].day, span[-1].day
    if first == last:
        return f"{day_text(first, on)} {weekday_text(first)}"
    return f"{day_text(first, on)}—{day_text(last, on)}"
