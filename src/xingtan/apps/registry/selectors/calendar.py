"""The calendar: weeks of a month with what differs on each day."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from xingtan.kernel.scopes import Actor
from xingtan.people.organisations.data import VIEW
from xingtan.people.organisations.models import Organisation
from xingtan.people.roster import data as roster
from xingtan.people.roster.models import CalendarDay, Enrolment, SchoolYear, Term


@dataclass(frozen=True, kw_only=True)
class Day:
    """One square. `is_off`: no school that day; `entries`: what the calendar says about it."""

    day: date
    is_in_month: bool
    is_today: bool
    is_off: bool
    is_made_up: bool
    entries: list[Any]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One week; `number` is None outside the terms."""

    number: int | None
    days: list[Day]


def month_of(text: str, today: date) -> date:
    """The first of the month in an address ("2026-11"); this month when it makes no sense."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def neighbours(month: date) -> tuple[date, date]:
    """The months before and after."""
    return (month - timedelta(days=1)).replace(day=1), (month + timedelta(days=31)).replace(day=1)


def month_rows(month: date, school: Any | None, today: date) -> list[Row]:
    """The weeks of a month, Monday first, with week numbers of the terms; two queries."""
    weeks = months.Calendar().monthdatescalendar(month.year, month.month)
    first, last = weeks[0][0], weeks[-1][-1]
    scope = Q(organisation__isnull=True) | Q(organisation=school) if school else Q(organisation__isnull=True)
    entries: dict[date, list[Any]] = {}
    for entry in CalendarDay.objects.filter(scope, day__range=(first, last)).order_by("day", "organisation_id"):
        entries.setdefault(entry.day, []).append(entry)
    terms = list(Term.objects.filter(first_week_on__lte=last, ends_on__gte=first))
    return [
        Row(
            number=_week_number(week[0], terms),
            days=[_day(day, month, today, entries.get(day, []), terms) for day in week],
        )
        for week in weeks
    ]


def _week_number(monday: date, terms: list[Any]) -> int | None:
    for term in terms:
        if term.first_week_on <= monday <= term.ends_on:
            return int((monday - term.first_week_on).days // 7 + 1)
    return None


def _day(day: date, month: date, today: date, entries: list[Any], terms: list[Any]) -> Day:
    kinds = {entry.kind for entry in entries}
    in_term = any(term.starts_on <= day <= term.ends_on for term in terms)
    is_made_up = roster.DayKind.MAKE_UP in kinds
    is_school = is_made_up or (in_term and day.isoweekday() <= 5 and roster.DayKind.HOLIDAY not in kinds)
    return Day(
        day=day,
        is_in_month=day.month == month.month,
        is_today=day == today,
        is_off=not is_school,
        is_made_up=is_made_up,
        entries=entries,
    )


def schools_for(actor: Actor) -> list[Any]:
    """Schools whose calendar the actor may look at: by reach; else those of oneself and one's wards, eldest first."""
    by_reach = Organisation.objects.visible_to(actor).schools()
    if actor.may_anywhere(VIEW):
        return list(by_reach.open_on(actor.on).order_by("sort", "path"))
    own = Enrolment.objects.visible_to(actor).in_force(actor.on).order_by("person__born_on", "pk")
    eldest = own.filter(organisation_id=OuterRef("pk")).values("person__born_on")[:1]
    schools = Organisation.objects.schools().filter(pk__in=own.order_by().values("organisation_id"))
    return list(schools.order_by(Subquery(eldest), "sort", "path"))


def first_school(actor: Actor, schools: list[Any]) -> Any | None:
    """Where the calendar opens: a family's with the eldest child, a school's with the school that the others there are
    belong to (its teaching points); else with the region alone."""
    if not schools or not actor.may_anywhere(VIEW):
        return schools[0] if schools else None
    top = min(schools, key=lambda school: len(school.path))
    return top if all(school.path.startswith(top.path) for school in schools) else None


def years() -> list[Any]:
    """School years that are set up, newest first, with their terms in order."""
    found = list(SchoolYear.objects.prefetch_related("terms").order_by("-starts_in"))
    for year in found:
        year.in_order = sorted(year.terms.all(), key=lambda term: term.ordinal)
    return found


def entries_of(month: date, school: Any | None) -> list[Any]:
    """What the calendar says about the days of a month, region and school together."""
    last = date(month.year, month.month, months.monthrange(month.year, month.month)[1])
    scope = Q(organisation__isnull=True) | Q(organisation=school) if school else Q(organisation__isnull=True)
    return list(CalendarDay.objects.filter(scope, day__range=(month, last)).order_by("day", "organisation_id"))
