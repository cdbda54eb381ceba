"""电教编配: how many keepers of equipment each school needs by its classes, who is there, how many are missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models import EdtechKeeper
from xingtan.kernel.clock import in_force
from xingtan.kernel.scopes import Actor, under
from xingtan.people.organisations.models import Organisation
from xingtan.people.roster.models import ClassGroup

KINDERGARTEN = "111"


def keepers_needed(classes: int) -> int:
    """Full-time keepers of a school with so many classes: one, and one more for each further twelve (24 -> 2)."""
    return max(1, classes // int(settings.EDTECH_CLASSES))


@dataclass(frozen=True, kw_only=True)
class SchoolKeepers:
    """One school on a day. `missing` is never below zero; who is there beyond need stays there."""

    school: Organisation
    classes: int
    needed: int
    full_time: list[EdtechKeeper]
    part_time: list[EdtechKeeper]
    may_appoint: bool

    @property
    def there(self) -> int:
        return len(self.full_time)

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.there)


def school_keepers(actor: Actor, on: date, organisation_id: int | None = None) -> list[SchoolKeepers]:
    """Every primary and secondary school within reach, those that lack most first. Three queries.

    口径: kindergartens and teaching points have no number of their own; classes are those open that day.
    """
    schools = Organisation.objects.schools().open_on(on).filter(under(actor.paths(data.VIEW), "path"))
    schools = schools.filter(is_teaching_point=False).exclude(school_kind=KINDERGARTEN)
    if organisation_id is not None:
        schools = schools.filter(pk=organisation_id)
    found = list(schools.order_by("sort", "path"))
    ids = [school.pk for school in found]
    classes = _classes(ids, on)
    held: dict[int, list[EdtechKeeper]] = {}
    keepers: Any = EdtechKeeper.objects.filter(in_force(on), organisation_id__in=ids).select_related("record__person")
    for keeper in keepers:
        held.setdefault(keeper.organisation_id, []).append(keeper)
    rows = [
        SchoolKeepers(
            school=school,
            classes=classes.get(school.pk, 0),
            needed=keepers_needed(classes.get(school.pk, 0)),
            full_time=[keeper for keeper in held.get(school.pk, ()) if keeper.is_full_time],
            part_time=[keeper for keeper in held.get(school.pk, ()) if not keeper.is_full_time],
            may_appoint=actor.may(data.MANAGE, school.path),
        )
        for school in found
    ]
    return sorted(rows, key=lambda row: -row.missing)


def _classes(ids: list[int], on: date) -> dict[int, int]:
    open_classes = ClassGroup.objects.filter(in_force(on), organisation_id__in=ids).order_by()
    return dict(open_classes.values_list("organisation_id").annotate(Count("pk")))
