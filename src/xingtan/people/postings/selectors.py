"""Reads of postings that need more than a queryset."""

from __future__ import annotations

from datetime import date
from typing import Any

from xingtan.kernel.scopes import Actor
from xingtan.people.postings.models import Posting


def postings_of(*, person_id: int, on: date) -> list[Posting]:
    """A person's postings in force, the main one first: what the role switch offers."""
    postings = Posting.objects.in_force(on).filter(person_id=person_id).select_related("organisation", "person")
    return list(postings.order_by("-is_main", "starts_on", "pk"))


def visible_person_ids(actor: Actor) -> Any:
    """Ids of persons whom the actor may read because of where they are posted."""
    if not actor.paths("postings.view"):
        return Posting.objects.none().values("person_id")
    return Posting.objects.permitted(actor, "postings.view").of_staff().order_by().values("person_id")
