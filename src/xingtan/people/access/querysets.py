"""Which grants an actor may read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from xingtan.kernel.clock import in_force
from xingtan.kernel.scopes import Actor, under
from xingtan.people.access import data


class GrantQuerySet(models.QuerySet[Any]):
    def in_force(self, on: date, now: datetime | None = None) -> Self:
        """Grants that count on the day `on`; timed powers also need `now` to be before they expire."""
        live = Q(expires_at__isnull=True) if now is None else Q(expires_at__isnull=True) | Q(expires_at__gt=now)
        return self.filter(in_force(on)).filter(live)

    def visible_to(self, actor: Actor) -> Self:
        """One's own grants, and those within reach of `access.view`, by scope or by the grouping's bureau."""
        own = Q(person_id=actor.person_id) if actor.person_id else Q(pk__in=())
        paths = actor.paths(data.VIEW)
        if not paths:
            return self.filter(own)
        reach = self.model._default_manager.filter(under(paths, "scope_path"))
        grouped = self.model._default_manager.filter(under(paths, "grouping__organisation__path"))
        return self.filter(own | Q(pk__in=reach.values("pk")) | Q(pk__in=grouped.values("pk")))
