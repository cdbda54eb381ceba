"""Which letters an actor may look into as a sender."""

from __future__ import annotations

from typing import Self

from django.db.models import Q

from xingtan.apps.workbench import data
from xingtan.kernel.scopes import Actor, ScopedQuerySet


class LetterQuerySet(ScopedQuerySet):
    organisation_path = "scope_path"

    def visible_to(self, actor: Actor) -> Self:
        """One's own letters, and those that colleagues sent within one's own reach."""
        reach = self.model.objects.permitted(actor, data.COMPOSE)
        own = Q(person_id=actor.person_id) if actor.person_id else Q(pk__in=())
        return self.filter(own | Q(pk__in=reach.order_by().values("pk")))
