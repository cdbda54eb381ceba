"""School years, terms and calendar days."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from xingtan.kernel.scopes import Actor, require
from xingtan.people.organisations.models import Organisation
from xingtan.people.organisations.selectors import bureau
from xingtan.people.roster import data, errors
from xingtan.people.roster.models import CalendarDay, SchoolYear, Term


def _bureau_path() -> str:
    top = bureau()
    return top.path if top else "/"


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@transaction.atomic
def open_school_year(*, actor: Actor, starts_in: int) -> SchoolYear:
    """Open the school year from 1 September of `starts_in` to 31 August; opening it twice gives the same one."""
    require(actor, data.MANAGE_CALENDAR, _bureau_path())
    year, _created = SchoolYear.objects.get_or_create(
        starts_in=starts_in, defaults={"starts_on": date(starts_in, 9, 1), "ends_on": date(starts_in + 1, 8, 31)}
    )
    return year


def _check_term(year: SchoolYear, starts_on: date, ends_on: date, own_id: int | None) -> None:
    if ends_on <= starts_on:
        raise errors.DatesReversed(starts_on=starts_on, ends_on=ends_on)
    # Schools open some days before 1 September, so the year is taken a fortnight wider.
    if starts_on < year.starts_on - timedelta(days=14) or ends_on > year.ends_on:
        raise errors.OutsideSchoolYear(starts_on=year.starts_on - timedelta(days=14), ends_on=year.ends_on)
    other = Term.objects.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exclude(pk=own_id or 0).first()
    if other is not None:
        raise errors.TermsOverlap(other=f"{other.school_year.name} {other.get_ordinal_display()}")


@transaction.atomic
def add_term(*, actor: Actor, starts_in: int, ordinal: int, starts_on: date, ends_on: date) -> Term:
    """Add a term. Week 1 is the week of its first day.

    Raises:
        NotPermitted, DatesReversed, OutsideSchoolYear, TermsOverlap.
    """
    year = open_school_year(actor=actor, starts_in=starts_in)
    existing = Term.objects.filter(school_year=year, ordinal=ordinal).first()
    if existing is not None:
        return update_term(actor=actor, term_id=existing.pk, starts_on=starts_on, ends_on=ends_on)
    _check_term(year, starts_on, ends_on, None)
    return Term.objects.create(
        school_year=year, ordinal=ordinal, starts_on=starts_on, ends_on=ends_on, first_week_on=monday_of(starts_on)
    )


@transaction.atomic
def update_term(*, actor: Actor, term_id: int, starts_on: date, ends_on: date) -> Term:
    """Change the dates of a term.

    Raises:
        TermNotFound, NotPermitted, DatesReversed, OutsideSchoolYear, TermsOverlap.
    """
    require(actor, data.MANAGE_CALENDAR, _bureau_path())
    term = Term.objects.select_for_update(of=("self",)).select_related("school_year").filter(pk=term_id).first()
    if term is None:
        raise errors.TermNotFound(term_id=term_id)
    _check_term(term.school_year, starts_on, ends_on, term.pk)
    term.starts_on, term.ends_on, term.first_week_on = starts_on, ends_on, monday_of(starts_on)
    term.save()
    return term


def _calendar_scope(actor: Actor, organisation_id: int | None) -> Organisation | None:
    """The school whose calendar is meant, None for the region; permitted for the actor."""
    if organisation_id is None:
        require(actor, data.MANAGE_CALENDAR, _bureau_path())
        return None
    organisation: Organisation | None = Organisation.objects.visible_to(actor).filter(pk=organisation_id).first()
    if organisation is None:
        raise errors.TermNotFound(organisation_id=organisation_id)
    require(actor, data.MANAGE_CALENDAR, organisation.path)
    return organisation


@transaction.atomic
def set_calendar_day(
    *,
    actor: Actor,
    day: date,
    kind: str,
    name: str,
    organisation_id: int | None = None,
    follows_weekday: int | None = None,
) -> CalendarDay:
    """Write one day that differs: off, made up (as which weekday, 1 Monday to 7 Sunday), or an event of a school."""
    organisation = _calendar_scope(actor, organisation_id)
    row, _created = CalendarDay.objects.update_or_create(
        organisation=organisation,
        day=day,
        defaults={"kind": kind, "name": name, "follows_weekday": follows_weekday if kind == "make_up" else None},
    )
    return row


@transaction.atomic
def remove_calendar_day(*, actor: Actor, day_id: int) -> None:
    """Let a day be an ordinary one again.

    Raises:
        TermNotFound: no such day for this actor. NotPermitted.
    """
    row = CalendarDay.objects.filter(Q(pk=day_id)).first()
    if row is None:
        raise errors.TermNotFound(day_id=day_id)
    _calendar_scope(actor, row.organisation_id)
    row.delete()
