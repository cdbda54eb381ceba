"""Where a person belongs: the path that decides who answers for them and which journal they appear in."""

from __future__ import annotations

from datetime import date

from xingtan.people.access.models import Grant
from xingtan.people.organisations.models import Organisation
from xingtan.people.organisations.selectors import bureau
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import Enrolment, Guardianship


def home_path(*, person_id: int | None, on: date) -> str:
    """The scope path of a person's enrolment, main posting or first ward on that day; the bureau's when none."""
    if person_id is None:
        return bureau_path()
    own = Enrolment.objects.in_force(on).filter(person_id=person_id).values_list("scope_path", flat=True).first()
    if own:
        return own
    postings = Posting.objects.in_force(on).filter(person_id=person_id).order_by("-is_main", "starts_on")
    posted = postings.values_list("scope_path", flat=True).first()
    if posted:
        return posted
    wards = Guardianship.objects.filter(guardian_id=person_id, status__in=("confirmed", "requested"))
    guarded = Enrolment.objects.in_force(on).filter(person_id__in=wards.values("pupil_id"))
    path = guarded.values_list("scope_path", flat=True).first()
    if path:
        return path
    granted = Grant.objects.in_force(on).filter(person_id=person_id).exclude(scope_path="")
    return granted.values_list("scope_path", flat=True).first() or bureau_path()


def bureau_path() -> str:
    """Where acts belong that concern nobody in particular, so that the bureau's audit administrator sees them."""
    node = bureau()
    return node.path if node else "/"


def organisation_at(path: str) -> Organisation | None:
    """The lowest organisation on a scope path, which may go on into a cohort and a class."""
    ids = [int(part) for part in path.strip("/").split("/") if part.isdigit()]
    return Organisation.objects.filter(pk__in=ids).order_by("-path").first()
