"""Schools, grades and classes as conditions and choices, within an actor's reach."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _g

from xingtan.kernel.clock import today
from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import Actor, one_of
from xingtan.people.organisations.models import Organisation
from xingtan.people.organisations.selectors import bureau
from xingtan.people.roster import naming, selectors
from xingtan.people.roster.models import ClassGroup
from xingtan.people.roster.querysets import stage_rank

GRADES = {"kindergarten": 3, "primary": 6, "junior": 4, "senior": 3}
MIXED_YEARS = {"kindergarten": 3, "primary": 6, "junior": 3, "senior": 3}


def schools_of(actor: Actor, permission: str) -> QuerySet[Any]:
    """Open schools on which the actor holds `permission`, or which hold a grade or class where they do."""
    paths = actor.paths(permission)
    holding = Q(pk__in=())
    for path in paths:
        ids = [int(part) for part in path.strip("/").split("/") if part.isdigit()]
        holding |= Q(path__below=path) | Q(pk__in=ids)
    return Organisation.objects.schools().open_on(actor.on).filter(holding).order_by("sort", "path")


def place_options(actor: Actor, permission: str) -> Iterable[tuple[str, str, int]]:
    """Schools, their grades and classes as a tree of paths, for `TreeFilter`."""
    schools = list(schools_of(actor, permission))
    year = selectors.school_year_on(actor.on)
    classes = (
        ClassGroup.objects.permitted(actor, permission)
        .open_on(actor.on)
        .select_related("cohort")
        .order_by("organisation_id", "-cohort__enrol_year", "number")
    )
    below: dict[int, list[ClassGroup]] = {}
    for class_group in classes:
        below.setdefault(class_group.organisation_id, []).append(class_group)
    for school in schools:
        mine = below.get(school.pk, [])
        yield school.path, school.display_name, 0
        cohort = None
        for class_group in mine:
            if class_group.cohort_id != cohort:
                cohort = class_group.cohort_id
                yield class_group.cohort.path, class_group.cohort.grade_name(year), 1
            yield class_group.path, class_group.name_in(year), 2


def grade_options(actor: Actor) -> list[tuple[str, str]]:
    """Every grade of every stage, lowest first. Junior grade names follow the usual six years of primary school."""
    return [
        (f"{stage}-{grade}", naming.grade_name(stage, grade, years))
        for stage, years in MIXED_YEARS.items()
        for grade in range(1, years + 1)
    ]


def in_grades(queryset: QuerySet[Any], wanted: Iterable[str], on: date, prefix: str = "cohort__") -> QuerySet[Any]:
    """Rows whose cohort is in one of these grades ("primary-3") in the school year of `on`."""
    year = selectors.school_year_on(on)
    condition = Q(pk__in=())
    for value in wanted:
        stage, _dash, grade = value.partition("-")
        condition |= Q(**{f"{prefix}stage": stage, f"{prefix}enrol_year": year - int(grade) + 1})
    return queryset.filter(condition)


def in_grades_today(queryset: QuerySet[Any], wanted: Iterable[str]) -> QuerySet[Any]:
    """`in_grades` as a condition of a list, in the school year of today."""
    return in_grades(queryset, wanted, today())


class Unit(NamedTuple):
    """A unit as `reach_words` names it."""

    kind: str
    name: str
    path: str


@prepared
def _units(*, ids: list[int]) -> Any:
    return Organisation.objects.filter(one_of("pk", ids)).order_by("path").values_list("kind", "name", "path")


def reach_words(actor: Actor, permission: str) -> str:
    """Where the actor's reach lies, for the line under a title: the units at the top of it."""
    ids: set[int] = set()
    for path in actor.paths(permission):
        numbers = [int(part) for part in path.strip("/").split("/") if part.isdigit()]
        ids.update(numbers[-1:])
    units = [Unit(*row) for row in _units(ids=sorted(ids))]
    tops = [unit for unit in units if not any(unit.path.startswith(top.path) for top in units if top is not unit)]
    if len(tops) == 1 and tops[0].kind in ("region", "bureau"):
        return _g("%(bureau)s及所辖学校、幼儿园") % {"bureau": tops[0].name}
    if len(tops) <= 3:
        return _g("、").join(unit.name for unit in tops)
    return _g("%(first)s等%(count)s个单位") % {"first": tops[0].name, "count": len(tops)}


def class_options(actor: Actor, permission: str, *, organisation_id: int | None = None) -> list[tuple[int, str]]:
    """Open classes the actor may put pupils into, named as today, with the school's name when there are several."""
    year = selectors.school_year_on(actor.on)
    classes = ClassGroup.objects.permitted(actor, permission).open_on(actor.on)
    classes = classes.select_related("cohort", "organisation").order_by(
        "organisation__path", stage_rank(), "-cohort__enrol_year", "number"
    )
    if organisation_id is not None:
        classes = classes.filter(organisation_id=organisation_id)
    found = list(classes)
    several = len({class_group.organisation_id for class_group in found}) > 1
    return [
        (
            class_group.pk,
            f"{class_group.organisation.display_name} {class_group.name_in(year)}"
            if several
            else class_group.name_in(year),
        )
        for class_group in found
    ]


def bureau_paths(actor: Actor) -> list[str]:
    """The bureau's path when the actor's reach touches it: where a new school would hang."""
    top = bureau()
    return [top.path] if top is not None else []
