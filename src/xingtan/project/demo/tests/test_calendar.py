"""Terms and holidays fit any year in which the demonstration may first be started."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from xingtan.people.roster.models import CalendarDay, SchoolYear, Term
from xingtan.project.demo import calendar, holidays, loading

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("year", range(2020, 2037))
def test_terms_of_a_year_follow_each_other_with_holidays_between(year):
    (autumn_start, autumn_end), (spring_start, spring_end) = calendar.term_dates(year)

    assert autumn_start == date(year, 9, 1)
    assert autumn_end < holidays.lunar_new_year(year + 1) < spring_start < spring_end < date(year + 1, 8, 1)
    assert 15 <= (autumn_end - autumn_start).days / 7 <= 22
    assert 16 <= (spring_end - spring_start).days / 7 <= 22


def test_announced_years_are_taken_as_announced_and_others_by_rule():
    announced = {day: (kind, name) for day, kind, name in holidays.days(date(2025, 1, 1), date(2025, 12, 31))}
    by_rule = {day: (kind, name) for day, kind, name in holidays.days(date(2029, 1, 1), date(2029, 12, 31))}

    assert announced[date(2025, 1, 26)] == ("work", "春节")
    assert announced[date(2025, 10, 1)][0] == "off"
    assert by_rule[date(2029, 10, 1)] == ("off", "国庆节")
    assert by_rule[date(2029, 2, 13)] == ("off", "春节")


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2025-09-01", "2026-02-28", "2026-08-31", "2027-01-05", "2028-02-29", "2031-11-22"])
def test_the_district_can_be_loaded_on_any_day(day):
    now = datetime.fromisoformat(f"{day}T08:30:00").replace(tzinfo=SHANGHAI)

    report = loading.load(size="demo", now=now)

    assert 2700 <= report.counts["persons.Person"] <= 3700
    assert SchoolYear.objects.filter(starts_on__lte=now.date(), ends_on__gte=now.date()).count() == 1
    assert not Term.objects.filter(first_week_on__week_day__in=(1, 3, 4, 5, 6, 7)).exists()
    assert CalendarDay.objects.filter(kind="holiday", day__year=now.year).count() >= 15
