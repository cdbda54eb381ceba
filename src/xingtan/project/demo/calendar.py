"""School years, terms and special days, from the oldest open class to this year's end."""

from __future__ import annotations

from datetime import date, timedelta

from xingtan.project.demo import holidays
from xingtan.project.demo.district import YEARS_BACK, District


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def term_dates(year: int) -> tuple[tuple[date, date], tuple[date, date]]:
    """Autumn ends on a Friday before the lunar new year; spring begins on a Monday after the lanterns."""
    new_year = holidays.lunar_new_year(year + 1)
    autumn_end = _monday(new_year - timedelta(days=11)) - timedelta(days=3)
    autumn_end = min(autumn_end, date(year + 1, 1, 27))
    spring = _monday(max(new_year + timedelta(days=14), date(year + 1, 2, 15)) + timedelta(days=6))
    spring_end = _monday(date(year + 1, 7, 10)) - timedelta(days=3)
    return (date(year, 9, 1), autumn_end), (spring, spring_end)


def spring_starts(year: int) -> date:
    """The first day of the second term of the school year that starts in `year`."""
    return term_dates(year)[1][0]


def build(district: District) -> None:
    """Add years, terms and days; every class of the charts lies within them."""
    if "term" not in district.facts:
        _years(district)
    _school_events(district)


def _years(district: District) -> None:
    for year in range(district.year - YEARS_BACK - 3, district.year + 1):
        school_year = district.table("roster.SchoolYear").add(
            starts_in=year, starts_on=district.year_starts(year), ends_on=district.year_ends(year)
        )
        for ordinal, (starts_on, ends_on) in enumerate(term_dates(year), 1):
            term = district.table("roster.Term").add(
                school_year_id=school_year,
                ordinal=ordinal,
                starts_on=starts_on,
                ends_on=ends_on,
                first_week_on=_monday(starts_on),
            )
            if starts_on <= district.today:
                district.facts["term"] = (term, starts_on)
    first = district.year_starts(district.year - YEARS_BACK)
    for day, kind, name in holidays.days(first, district.year_ends(district.year)):
        is_work = kind == "work"
        district.table("roster.CalendarDay").add(
            day=day,
            kind="make_up" if is_work else "holiday",
            name=f"{name}调休上班" if is_work else name,
            follows_weekday=(day.isoweekday() - 5 if is_work and day.isoweekday() > 5 else None),
        )


def _school_events(district: District) -> None:
    """A sports day and a parents' day at each school, this year and last."""
    for ordinal, school in enumerate(district.schools.values()):
        if school.plan.is_teaching_point:
            continue
        for year in (district.year - 1, district.year):
            for day, name in (
                (_monday(date(year, 10, 20)) + timedelta(days=3 + ordinal % 2), "秋季运动会"),
                (_monday(date(year, 11, 12)) + timedelta(days=2), "家长开放日"),
            ):
                district.table("roster.CalendarDay").add(organisation_id=school.id, day=day, kind="event", name=name)
