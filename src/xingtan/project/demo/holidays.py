"""Days off and days made up: as announced for 2024 to 2026, by the general rule for other years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from xingtan.project.demo.names import read_table

# First day of the lunar year, of the Dragon Boat and of the Mid-Autumn festival.
LUNAR_NEW_YEAR = {
    2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10),
    2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23),
    2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8), 2036: (1, 28),
}  # fmt: skip
DRAGON_BOAT = {
    2018: (6, 18), 2019: (6, 7), 2020: (6, 25), 2021: (6, 14), 2022: (6, 3), 2023: (6, 22), 2027: (6, 9),
    2028: (5, 28), 2029: (6, 16), 2030: (6, 5),
}  # fmt: skip
MID_AUTUMN = {
    2018: (9, 24), 2019: (9, 13), 2020: (10, 1), 2021: (9, 21), 2022: (9, 10), 2023: (9, 29), 2027: (9, 15),
    2028: (10, 3), 2029: (9, 22), 2030: (9, 12),
}  # fmt: skip
DEFAULT_LUNAR_NEW_YEAR = (2, 5)


def lunar_new_year(year: int) -> date:
    """The first day of the lunar year; a middling day for years outside the table."""
    return date(year, *LUNAR_NEW_YEAR.get(year, DEFAULT_LUNAR_NEW_YEAR))


def _announced() -> Iterator[tuple[date, str, str]]:
    for first, last, kind, name in read_table("holidays.tsv"):
        day, end = date.fromisoformat(first), date.fromisoformat(last)
        while day <= end:
            yield day, kind, name
            day += timedelta(days=1)


def _by_rule(year: int) -> Iterator[tuple[date, str, str]]:
    spans = [
        (date(year, 1, 1), 1, "元旦"),
        (lunar_new_year(year) - timedelta(days=1), 8, "春节"),
        (date(year, 4, 4 if year % 4 in (0, 1) else 5), 1, "清明节"),
        (date(year, 5, 1), 5, "劳动节"),
        (date(year, 10, 1), 7, "国庆节"),
    ]
    for table, name in ((DRAGON_BOAT, "端午节"), (MID_AUTUMN, "中秋节")):
        if year in table:
            spans.append((date(year, *table[year]), 1, name))
    for first, length, name in spans:
        for offset in range(length):
            yield first + timedelta(days=offset), "off", name


def days(first: date, last: date) -> list[tuple[date, str, str]]:
    """(day, "off" or "work", name) for every special day between two days, each day once, in order."""
    announced = list(_announced())
    years = {day.year for day, _kind, _name in announced}
    found = {day: (day, kind, name) for day, kind, name in announced}
    for year in range(first.year, last.year + 1):
        if year not in years:
            for entry in _by_rule(year):
                found.setdefault(entry[0], entry)
    return [found[day] for day in sorted(found) if first <= day <= last]
