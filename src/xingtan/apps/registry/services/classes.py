"""Opening and closing classes, appointing homeroom teachers, filling teaching groups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xingtan.apps.registry import errors
from xingtan.apps.registry.services import findings
from xingtan.kernel.clock import local_day
from xingtan.kernel.scopes import Actor
from xingtan.people.roster import services as roster
from xingtan.people.roster.data import OPEN_STATUSES
from xingtan.people.roster.models import ClassGroup, Enrolment, TeachingGroup
from xingtan.people.roster.selectors import school_year_on

DETAILS = ("number", "alias", "kind_code", "room", "campus_id")


def _details(values: Mapping[str, Any]) -> dict[str, Any]:
    return {field: values[field] for field in DETAILS if field in values}


@transaction.atomic
def open_class(*, actor: Actor, values: Mapping[str, Any], now: datetime) -> ClassGroup:
    """Open a class, its cohort too when it is the first of its grade.

    Args:
        values: cleaned data of `OpenClassForm`; `grade` is "stage-grade" in the school year of `starts_on`.
    Raises:
        ClassGroupNotFound, NotPermitted, StageNotTaught, ClassNumberTaken.
    """
    stage, _dash, grade = values["grade"].partition("-")
    year = school_year_on(values["starts_on"])
    cohort = roster.open_cohort(
        actor=actor,
        organisation_id=values["organisation"],
        stage=stage,
        enrol_year=year - int(grade) + 1,
    )
    class_group = roster.open_class_group(
        actor=actor, cohort_id=cohort.pk, starts_on=values["starts_on"], **_details(values)
    )
    findings.check_places(path=class_group.organisation.path, on=local_day(now), now=now)
    return class_group


@transaction.atomic
def update_class(*, actor: Actor, class_group_id: int, values: Mapping[str, Any]) -> ClassGroup:
    """Change number, alias, kind, room or campus.

    Raises:
        ClassGroupNotFound, NotPermitted, ClassNumberTaken.
    """
    return roster.update_class_group(actor=actor, class_group_id=class_group_id, **_details(values))


@transaction.atomic
def close_class(*, actor: Actor, class_group_id: int, on: date, now: datetime) -> ClassGroup:
    """Close a class without pupils; `on` is its last day.

    Raises:
        ClassGroupNotFound, NotPermitted, DatesReversed, ClassNotEmpty.
    """
    class_group = roster.close_class_group(actor=actor, class_group_id=class_group_id, on=on)
    findings.check_places(path=class_group.organisation.path, on=local_day(now), now=now)
    return class_group


@transaction.atomic
def set_homeroom_teacher(*, actor: Actor, class_group_id: int, person_id: int, on: date, now: datetime) -> Any:
    """Make a teacher of the school homeroom teacher from a day on.

    Raises:
        ClassGroupNotFound, NotPermitted, PostingExists.
    """
    posting = roster.set_homeroom_teacher(actor=actor, class_group_id=class_group_id, person_id=person_id, on=on)
    findings.check_places(path=posting.scope_path, on=local_day(now), now=now)
    return posting


@transaction.atomic
def add_class_to_group(*, actor: Actor, teaching_group_id: int, class_group_id: int, on: date) -> int:
    """Let every pupil of a class join a teaching group. Returns how many pupils the class has that day.

    Raises:
        ClassNotFound: not a class of the group's school. ClassGroupNotFound, NotPermitted.
    """
    group = TeachingGroup.objects.visible_to(actor).filter(pk=teaching_group_id).first()
    if group is None:
        raise errors.ClassNotFound()
    stays = Enrolment.objects.in_force(on).filter(
        class_group_id=class_group_id, organisation_id=group.organisation_id, status__in=OPEN_STATUSES
    )
    person_ids = list(stays.order_by("pk").values_list("person_id", flat=True))
    if not person_ids:
        raise errors.ClassIsEmpty()
    for person_id in person_ids:
        roster.add_group_member(actor=actor, teaching_group_id=teaching_group_id, person_id=person_id, on=on)
    return len(person_ids)
