"""Reads of the roster that need more than a queryset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q

from xingtan.kernel.clock import in_force
from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import Actor
from xingtan.people.roster import data
from xingtan.people.roster.models import CalendarDay, ClassGroup, Enrolment, Guardianship, SchoolYear, Term
from xingtan.people.roster.querysets import wards_of, with_custody

SCHOOL_YEAR_BEGINS = (9, 1)


@dataclass(frozen=True, kw_only=True)
class Week:
    """A week of a term; `number` 1 is the week in which school begins."""

    term: Term
    number: int


def school_year_on(on: date) -> int:
    """The year in which the school year of the day `on` begins. August still belongs to the year that ends."""
    return on.year if (on.month, on.day) >= SCHOOL_YEAR_BEGINS else on.year - 1


def term_on(on: date) -> Term | None:
    """The term of the day `on`, None during the holidays."""
    return Term.objects.filter(starts_on__lte=on, ends_on__gte=on).select_related("school_year").first()


def week_on(on: date) -> Week | None:
    """Which week of which term the day `on` falls in, None during the holidays."""
    found = _weeks(on=on)
    if not found:
        return None
    pk, ordinal, starts_on, ends_on, first_week_on, year_id, starts_in, year_starts_on, year_ends_on = found[0]
    year = SchoolYear(pk=year_id, starts_in=starts_in, starts_on=year_starts_on, ends_on=year_ends_on)
    term = Term(
        pk=pk, school_year=year, ordinal=ordinal, starts_on=starts_on, ends_on=ends_on, first_week_on=first_week_on
    )
    return Week(term=term, number=(on - first_week_on).days // 7 + 1)


@prepared
def _weeks(*, on: date) -> Any:
    terms = Term.objects.filter(first_week_on__lte=on, ends_on__gte=on).order_by("-starts_on")[:1]
    year = ("school_year_id", "school_year__starts_in", "school_year__starts_on", "school_year__ends_on")
    return terms.values_list("pk", "ordinal", "starts_on", "ends_on", "first_week_on", *year)


def is_school_day(*, on: date, organisation_id: int | None = None) -> bool:
    """Whether there is school: a weekday that is no holiday, or a day made up, within a term."""
    if term_on(on) is None:
        return False
    scope = Q(organisation__isnull=True) | Q(organisation_id=organisation_id)
    special = CalendarDay.objects.filter(scope, day=on).exclude(kind=data.DayKind.SCHOOL_EVENT)
    kinds = set(special.values_list("kind", flat=True))
    if data.DayKind.MAKE_UP in kinds:
        return True
    return on.isoweekday() <= 5 and data.DayKind.HOLIDAY not in kinds


def working_day_after(on: date, days: int, *, path: str = "/") -> date:
    """The day that is `days` working days after `on`: weekdays without holidays, and days made up, term or not.

    Args:
        path: whose calendar: the region's, and that of every organisation at or above this path.
    """
    ids = [int(part) for part in path.strip("/").split("/") if part.isdigit()]
    horizon = on + timedelta(days=days * 2 + 60)
    special = CalendarDay.objects.filter(
        Q(organisation__isnull=True) | Q(organisation_id__in=ids), day__gt=on, day__lte=horizon
    ).exclude(kind=data.DayKind.SCHOOL_EVENT)
    kinds: dict[date, set[str]] = {}
    for day, kind in special.values_list("day", "kind"):
        kinds.setdefault(day, set()).add(kind)
    reached = on
    while days:
        reached += timedelta(days=1)
        known = kinds.get(reached, set())
        is_work = reached.isoweekday() <= 5 and data.DayKind.HOLIDAY not in known
        days -= is_work or data.DayKind.MAKE_UP in known
    return reached


def class_name(class_group: ClassGroup, on: date) -> str:
    """What a class is called on the day `on`. The cohort must be loaded with it."""
    return class_group.name_in(school_year_on(on))


def code_ends_on(class_group: ClassGroup) -> date | None:
    """The last day on which the code of a class works; None when it has no end."""
    if class_group.join_code_on is None or not settings.CLASS_CODE_DAYS:
        return None
    return class_group.join_code_on + timedelta(days=settings.CLASS_CODE_DAYS)


def class_groups_of(person_id: int | None, *, on: date) -> Any:
    """Ids of the classes a pupil belongs to on the day `on` (at most one)."""
    return Enrolment.objects.in_force(on).filter(person_id=person_id).values("class_group_id")


def wards(person_id: int, *, on: date) -> list[Guardianship]:
    """A guardian's confirmed guardianships with custody, pupils loaded."""
    return _wards.instances(guardian_id=person_id, on=on)


@prepared
def _wards(*, guardian_id: int, on: date) -> Any:
    rows = Guardianship.objects.confirmed(on).filter(with_custody(on), guardian_id=guardian_id)
    return rows.select_related("pupil").order_by("pupil__born_on", "pk")


def guardians(pupil_id: int, *, on: date) -> list[Guardianship]:
    """A pupil's confirmed guardians, the first contact first."""
    rows = Guardianship.objects.confirmed(on).filter(pupil_id=pupil_id)
    return list(rows.select_related("guardian").order_by("-is_first_contact", "pk"))


def stay_on(person_id: int, *, on: date) -> Enrolment | None:
    """Where a pupil was on the roll on the day `on`."""
    return next(iter(_stays.instances(person_id=person_id, on=on)), None)


@prepared
def _stays(*, person_id: int, on: date) -> Any:
    stays = Enrolment.objects.in_force(on).filter(person_id=person_id).order_by("pk")[:1]
    return stays.select_related("organisation", "class_group", "class_group__cohort", "cohort")


def years_held() -> list[SchoolYear]:
    """School years that are set up, newest first."""
    return list(SchoolYear.objects.prefetch_related("terms"))


def visible_pupil_ids(actor: Actor) -> Any:
    """Ids of persons the actor may read as pupils."""
    return Enrolment.objects.visible_to(actor).order_by().values("person_id")


def visible_guardian_ids(actor: Actor) -> Any:
    """Ids of guardians of pupils within the actor's reach, requests that wait included."""
    reach = Enrolment.objects.permitted(actor, data.VIEW_PUPILS).filter(in_force(actor.on)).order_by()
    shared = Q(pupil_id__in=wards_of(actor.person_id, actor.on)) if actor.person_id else Q(pk__in=())
    own = Q(pupil_id=actor.person_id) if actor.person_id else Q(pk__in=())
    rows = Guardianship.objects.filter(Q(pupil_id__in=reach.values("person_id")) | shared | own)
    return rows.filter(status__in=data.OPEN_GUARDIANSHIPS).order_by().values("guardian_id")
