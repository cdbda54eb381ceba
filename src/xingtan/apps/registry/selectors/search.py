"""What can be found: schools, classes and pupils, each with where it belongs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xingtan.kernel.clock import in_force, today
from xingtan.kernel.prepared import prepared
from xingtan.kernel.registry import SearchDocument
from xingtan.kernel.scopes import Actor, one_of
from xingtan.people.organisations.models import Organisation
from xingtan.people.roster.models import ClassGroup, Enrolment
from xingtan.people.roster.querysets import taught_by
from xingtan.people.roster.selectors import school_year_on

BATCH = 2000
TEACHING_ROLES = frozenset(("teacher", "homeroom_teacher", "grade_leader"))  # who may reach less than they teach


def _chosen(queryset: QuerySet[Any], field: str, ids: Iterable[int] | None) -> QuerySet[Any]:
    return queryset if ids is None else queryset.filter(**{f"{field}__in": list(ids)})


def school_documents(ids: Iterable[int] | None) -> Iterator[SearchDocument]:
    rows = _chosen(Organisation.objects.filter(closed_on__isnull=True).exclude(kind="region"), "pk", ids)
    for row in rows.order_by("pk").iterator(chunk_size=BATCH):
        yield SearchDocument(
            object_id=row.pk,
            title=row.name,
            text=" ".join(filter(None, (row.short_name, row.code, row.address))),
            url=reverse("registry:organisation", args=[row.pk]),
            scope_paths=(row.path,),
        )


def visible_schools(actor: Actor, ids: Sequence[int]) -> set[int]:
    return {pk for (pk,) in _schools(actor=actor, ids=list(ids))}


@prepared
def _schools(*, actor: Actor, ids: list[int]) -> Any:
    return Organisation.objects.visible_to(actor).filter(one_of("pk", ids)).order_by().values_list("pk")


def class_documents(ids: Iterable[int] | None) -> Iterator[SearchDocument]:
    year = school_year_on(today())
    rows = ClassGroup.objects.filter(ends_on__isnull=True).select_related("cohort", "organisation")
    for row in _chosen(rows, "pk", ids).order_by("pk").iterator(chunk_size=BATCH):
        yield SearchDocument(
            object_id=row.pk,
            title=f"{row.organisation.display_name}{row.lasting_name}",
            text=" ".join(filter(None, (row.name_in(year), row.alias))),
            url=reverse("registry:class", args=[row.pk]),
            scope_paths=(row.path,),
        )


def visible_classes(actor: Actor, ids: Sequence[int]) -> set[int]:
    return {pk for (pk,) in _classes(actor=actor, ids=list(ids))}


@prepared
def _classes(*, actor: Actor, ids: list[int]) -> Any:
    return ClassGroup.objects.visible_to(actor).filter(one_of("pk", ids)).order_by().values_list("pk")


def pupil_documents(ids: Iterable[int] | None) -> Iterator[SearchDocument]:
    """One document a pupil on the roll; `object_id` is the person's."""
    year = school_year_on(today())
    rows = Enrolment.objects.filter(in_force(today())).select_related("person", "organisation", "class_group__cohort")
    for row in _chosen(rows, "person_id", ids).order_by("pk").iterator(chunk_size=BATCH):
        class_name = row.class_group.name_in(year) if row.class_group else ""
        yield SearchDocument(
            object_id=row.person_id,
            title=row.person.name,
            text=" ".join(filter(None, (row.person.e_id, row.organisation.display_name, class_name))),
            url=reverse("registry:pupil", args=[row.person_id]),
            scope_paths=(row.scope_path,),
            names=(row.person.name,),
        )


def taught_pupils(actor: Actor) -> list[int]:
    """Pupils of the classes and teaching groups that a teacher teaches today, whatever the teacher's scope."""
    if actor.person_id is None or not actor.roles & TEACHING_ROLES:
        return []
    return [person_id for (person_id,) in _taught(person_id=actor.person_id, on=actor.on)]


@prepared
def _taught(*, person_id: int, on: date) -> Any:
    return Enrolment.objects.in_force(on).filter(taught_by(person_id, on)).order_by().values_list("person_id")


def visible_pupils(actor: Actor, ids: Sequence[int]) -> set[int]:
    return {person_id for (person_id,) in _pupils(actor=actor, ids=list(ids))}


@prepared
def _pupils(*, actor: Actor, ids: list[int]) -> Any:
    found = Enrolment.objects.visible_to(actor).in_force(actor.on).filter(one_of("person_id", ids))
    return found.order_by().values_list("person_id")
