"""Who is responsible where, read from postings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import one_of
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import TeachingAssignment


def homeroom_teachers(paths: Iterable[str], on: date) -> dict[str, Person]:
    """Homeroom teacher by class path."""
    return {posting.scope_path: posting.person for posting in _leading.instances(paths=list(paths), on=on)}


@prepared
def _leading(*, paths: list[str], on: date) -> Any:
    led = Posting.objects.in_force(on).filter(one_of("scope_path", paths), role="homeroom_teacher")
    return led.select_related("person").order_by("starts_on", "pk")


def responsible(organisation_id: int, on: date) -> dict[str, list[Any]]:
    """Postings of a unit that answer for something, by role."""
    wanted = ("principal", "school_cio", "edtech_head", "school_administrator", "bureau_leader")
    found: dict[str, list[Any]] = {role: [] for role in wanted}
    postings = Posting.objects.in_force(on).filter(organisation_id=organisation_id, role__in=wanted)
    for posting in postings.select_related("person").order_by("-is_main", "starts_on", "pk"):
        found[posting.role].append(posting)
    return found


def teachers_of_school(organisation_id: int, on: date) -> list[tuple[int, str]]:
    """(person id, name) of staff posted at a school that day, one line a person, same names told apart by e-ID."""
    people = (
        Person.objects.filter(
            pk__in=Posting.objects.in_force(on)
            .filter(organisation_id=organisation_id, role__in=STAFF_ROLES)
            .order_by()
            .values("person_id")
        )
        .order_by("name_pinyin", "pk")
        .values_list("pk", "name", "e_id")
    )
    rows = list(people)
    names = [name for _pk, name, _e_id in rows]
    return [(pk, f"{name}（{e_id[-4:]}）" if names.count(name) > 1 else name) for pk, name, e_id in rows]


def subject_teachers(class_group_id: int, on: date) -> list[Any]:
    """Who teaches what in a class on a day."""
    rows = TeachingAssignment.objects.filter(class_group_id=class_group_id, starts_on__lte=on)
    rows = rows.exclude(ends_on__lt=on).select_related("person")
    return list(rows.order_by("subject_code", "person__name_pinyin"))
