"""Which postings an actor may read."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db.models import Q

from xingtan.kernel.clock import in_force
from xingtan.kernel.scopes import Actor, ScopedQuerySet
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.postings import data


class PostingQuerySet(ScopedQuerySet):
    organisation_path = "organisation__path"

    def visible_to(self, actor: Actor) -> Self:
        """One's own postings, and those at organisations within reach."""
        reach = self.model.objects.permitted(actor, data.VIEW)
        own = Q(person_id=actor.person_id) if actor.person_id else Q(pk__in=())
        return self.filter(own | Q(pk__in=reach.values("pk")))

    def in_force(self, on: date) -> Self:
        return self.filter(in_force(on))

    def of_staff(self) -> Self:
        return self.filter(role__in=STAFF_ROLES)
