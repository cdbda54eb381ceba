"""Who has a step: people found by role, title or relation, on the day the step is entered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from xingtan.engines.workflow import errors
from xingtan.engines.workflow.data import (
    DEPUTY_MARK,
    FALLBACK_ROLES,
    FALLBACK_ROLES_AT_BUREAU,
    HEAD_TITLES,
    At,
    WhoKind,
)
from xingtan.engines.workflow.definitions import Step, Who
from xingtan.engines.workflow.machine import Entered
from xingtan.people.access.data import ROLES
from xingtan.people.organisations.data import Kind
from xingtan.people.organisations.models import Organisation
from xingtan.people.organisations.selectors import bureau
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting

UNITS = (Kind.SCHOOL, Kind.BUREAU)


def enter(
    step: Step,
    *,
    scope_path: str,
    starter_id: int,
    on: date,
    chosen: Sequence[int] = (),
    skipped: tuple[str, ...] = (),
) -> Entered:
    """Who has `step` of a case at `scope_path` on the day `on`. With nobody there, the administrator has it.

    Raises:
        PeopleNotChosen: the one before had to choose and did not.
        NobodyForStep: there is no administrator either.
    """
    if step.who.kind == WhoKind.CHOSEN:
        if not chosen:
            raise errors.PeopleNotChosen(step=step.shown)
        people = living(chosen)
    else:
        people = people_of(step.who, scope_path=scope_path, starter_id=starter_id, on=on)
    if people:
        return Entered(step.code, tuple(people), skipped)
    stand_in = administrator(scope_path, on)
    if stand_in is None:
        raise errors.NobodyForStep(step=step.shown)
    return Entered(step.code, (stand_in,), skipped, True)


def people_of(who: Who, *, scope_path: str, starter_id: int, on: date) -> list[int]:
    """Ids of the living people that a rule names on the day `on`; fixed people only while they are in post."""
    if who.kind == WhoKind.STARTER:
        return living([starter_id])
    if who.kind == WhoKind.HEAD:
        return heads_of(starter_id, scope_path, on)
    if who.kind == WhoKind.PEOPLE:
        return [person for person in who.people if person in in_post(who.people, on)]
    unit = unit_at(who.at, scope_path)
    if unit is None:
        return []
    postings = postings_at(unit, on)
    if who.kind == WhoKind.TITLE:
        return _people(postings.filter(title=who.title))
    rows = list(postings.filter(role=who.role).values_list("person_id", "scope_path"))
    if ROLES[who.role].reach in ("grade", "class"):
        reaching = [row for row in rows if scope_path.startswith(row[1])]
        rows = reaching or rows
    return list(dict.fromkeys(person for person, _path in rows))


def _people(postings: QuerySet[Any]) -> list[int]:
    return list(dict.fromkeys(postings.values_list("person_id", flat=True)))


def living(ids: Iterable[int]) -> list[int]:
    wanted = list(dict.fromkeys(ids))
    alive = set(Person.objects.filter(pk__in=wanted, deceased_on__isnull=True).values_list("pk", flat=True))
    return [person for person in wanted if person in alive]


def in_post(ids: Iterable[int], on: date) -> set[int]:
    """Those of `ids` who live and hold a posting on the day `on`."""
    rows = Posting.objects.in_force(on).filter(person_id__in=list(ids), person__deceased_on__isnull=True)
    return set(rows.order_by().values_list("person_id", flat=True))


def unit_of(scope_path: str) -> Organisation | None:
    """The school or bureau that a path belongs to."""
    return Organisation.objects.filter(pk__in=_ids(scope_path), kind__in=UNITS).order_by("-path").first()


def unit_at(at: str, scope_path: str) -> Organisation | None:
    own = unit_of(scope_path)
    if at == At.OWN or own is None:
        return own
    if at == At.BUREAU:
        return bureau()
    return unit_of(own.path.rstrip("/").rpartition("/")[0])


def postings_at(unit: Organisation, on: date) -> QuerySet[Any]:
    """Postings in force of living people at a unit and its departments, those who came first in front."""
    rows = Posting.objects.in_force(on).filter(organisation__path__below=unit.path, person__deceased_on__isnull=True)
    if unit.kind == Kind.BUREAU:
        schools = Organisation.objects.filter(path__below=unit.path, kind=Kind.SCHOOL)
        inside = Q(pk__in=())
        for path in schools.values_list("path", flat=True):
            inside |= Q(organisation__path__below=path)
        rows = rows.exclude(inside)
    return rows.order_by("starts_on", "pk")


def heads_of(starter_id: int, scope_path: str, on: date) -> list[int]:
    """Who leads the department or teaching group that the starter is posted to, by their title; a deputy if nobody."""
    own = unit_of(scope_path)
    homes = Posting.objects.in_force(on).filter(
        person_id=starter_id, organisation__kind__in=(Kind.DEPARTMENT, Kind.TEACHING_RESEARCH_GROUP)
    )
    if own is not None:
        homes = homes.filter(organisation__path__below=own.path)
    rows = Posting.objects.in_force(on).filter(
        organisation_id__in=homes.order_by().values("organisation_id"), person__deceased_on__isnull=True
    )
    heads = [
        (person, title)
        for person, title in rows.order_by("starts_on", "pk").values_list("person_id", "title")
        if title.endswith(HEAD_TITLES) and person != starter_id
    ]
    first = [person for person, title in heads if DEPUTY_MARK not in title]
    return list(dict.fromkeys(first or [person for person, _title in heads]))


def administrator(scope_path: str, on: date) -> int | None:
    """Who stands in at a path: the administrator of the unit, else its principal, else the bureau's; one person."""
    unit = unit_of(scope_path)
    while unit is not None:
        roles = FALLBACK_ROLES_AT_BUREAU if unit.kind == Kind.BUREAU else FALLBACK_ROLES
        rows = list(postings_at(unit, on).filter(role__in=roles).values_list("role", "person_id"))
        if rows:
            return int(min(rows, key=lambda row: roles.index(row[0]))[1])
        unit = unit_of(unit.path.rstrip("/").rpartition("/")[0])
    return None


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.strip("/").split("/") if part.isdigit()]
