"""Who would get a letter: parts of the tree that an actor may write to, and the people in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _g

from xingtan.apps.workbench import data
from xingtan.kernel.scopes import Actor, under
from xingtan.people.organisations.data import Kind
from xingtan.people.organisations.models import Organisation
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import ClassGroup, Cohort
from xingtan.people.roster.selectors import school_year_on

UNITS = (Kind.BUREAU, Kind.SCHOOL)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """A part of the tree: its path, its name, how deep it lies, and the unit that answers for it."""

    path: str
    name: str
    depth: int
    organisation_id: int
    is_class: bool = False


def scopes_of(actor: Actor) -> list[Scope]:
    """Every part of the tree the actor may write to: units, and below a school its grades and classes."""
    paths = actor.paths(data.COMPOSE)
    if not paths:
        return []
    here = Organisation.objects.filter(under(paths, "path"), kind__in=UNITS).open_on(actor.on)
    units = [_unit_scope(unit) for unit in here]
    if len(units) > 1:
        return units
    year = school_year_on(actor.on)
    cohorts = Cohort.objects.filter(under(paths, "path"), enrol_year__lte=year).select_related("organisation")
    classes = ClassGroup.objects.filter(under(paths, "path")).open_on(actor.on).select_related("cohort", "organisation")
    grades = [scope for cohort in cohorts if (scope := _grade_scope(cohort, year))]
    rows = units + grades + [_class_scope(class_group, year) for class_group in classes]
    return sorted(rows, key=lambda scope: scope.path)


def _unit_scope(unit: Organisation) -> Scope:
    return Scope(path=unit.path, name=unit.name, depth=0 if unit.kind == Kind.BUREAU else 1, organisation_id=unit.pk)


def _grade_scope(cohort: Cohort, year: int) -> Scope | None:
    name = cohort.grade_name(year)
    return Scope(path=cohort.path, name=name, depth=2, organisation_id=cohort.organisation_id) if name else None


def _class_scope(class_group: ClassGroup, year: int) -> Scope:
    return Scope(
        path=class_group.path,
        name=class_group.name_in(year),
        depth=3,
        organisation_id=class_group.organisation_id,
        is_class=True,
    )


def audiences_for(actor: Actor) -> list[tuple[str, Any]]:
    """Groups of people the actor may choose from; citizens only from the bureau."""
    offered = list(data.Audience.choices)
    if actor.roles.isdisjoint(("bureau_leader", "bureau_staff")):
        offered = [choice for choice in offered if choice[0] != data.Audience.CITIZENS]
    if actor.roles.isdisjoint(("bureau_leader", "bureau_staff", "principal", "school_administrator")):
        kept = (data.Audience.STUDENTS, data.Audience.GUARDIANS)
        offered = [choice for choice in offered if choice[0] in kept]
    return offered


def people_in(*, scope_path: str, audiences: Iterable[str], on: date, but: int | None = None) -> Any:
    """Ids of persons posted on that day in one of the roles at or below a path. A queryset of one column.

    Args:
        but: a person left out, as a rule the sender.
    """
    roles = {role for audience in audiences for role in data.ROLES_OF_AUDIENCE.get(audience, ())}
    people = Posting.objects.in_force(on).filter(role__in=sorted(roles), scope_path__below=scope_path)
    return people.exclude(person_id=but).order_by().values("person_id").distinct()


def count_words(*, scope_name: str, count: int) -> str:
    if not count:
        return _g("“%(scope)s”里没有符合的人。") % {"scope": scope_name}
    return _g("将发给“%(scope)s”的%(count)s人。") % {"scope": scope_name, "count": count}
