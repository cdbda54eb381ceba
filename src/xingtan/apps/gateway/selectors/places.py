"""Where a person belongs: the path that decides who answers for them and which journal they appear in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Subquery
from django.db.models.functions import Coalesce

from xingtan.kernel.prepared import prepared
from xingtan.people.access.models import Grant
from xingtan.people.organisations.data import Kind
from xingtan.people.organisations.models import Organisation
from xingtan.people.organisations.selectors import bureau
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import Enrolment, Guardianship


@prepared
def _home(*, person_id: int, on: date) -> Any:
    enrolled = Enrolment.objects.in_force(on)
    wards = Guardianship.objects.filter(guardian_id=person_id, status__in=("confirmed", "requested"))
    postings = Posting.objects.in_force(on).filter(person_id=person_id)
    places = (
        enrolled.filter(person_id=person_id).values("scope_path"),
        postings.order_by("-is_main", "starts_on").values("scope_path"),
        enrolled.filter(person_id__in=wards.values("pupil_id")).values("scope_path"),
        Grant.objects.in_force(on).filter(person_id=person_id).exclude(scope_path="").values("scope_path"),
        Organisation.objects.filter(kind=Kind.BUREAU).order_by("pk").values("path"),
    )
    first = Coalesce(*(Subquery(rows[:1]) for rows in places))
    return Person.objects.filter(pk=person_id).order_by().values_list(first)


def home_path(*, person_id: int | None, on: date) -> str:
    """The scope path of a person's enrolment, main posting or first ward on that day; the bureau's when none."""
    if person_id is None:
        return bureau_path()
    [(path,)] = _home(person_id=person_id, on=on)
    return path or "/"


def bureau_path() -> str:
    """Where acts belong that concern nobody in particular, so that the bureau's audit administrator sees them."""
    node = bureau()
    return node.path if node else "/"


def organisation_at(path: str) -> Organisation | None:
    """The lowest organisation on a scope path, which may go on into a cohort and a class."""
    ids = [int(part) for part in path.strip("/").split("/") if part.isdigit()]
    return Organisation.objects.filter(pk__in=ids).order_by("-path").first()
