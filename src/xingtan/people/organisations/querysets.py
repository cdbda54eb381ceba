"""Which organisations an actor may read."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from xingtan.kernel.clock import in_force
from xingtan.kernel.scopes import Actor, ScopedQuerySet, under
from xingtan.people.organisations import data


class OrganisationQuerySet(ScopedQuerySet):
    organisation_path = "path"

    def visible_to(self, actor: Actor) -> Self:
        """Organisations within a grant, and the line of ancestors above each granted one (names only are shown)."""
        paths = actor.paths(data.VIEW)
        if not paths:
            return self.none()
        above = Q()
        for path in paths:
            above |= Q(path__above=path)
        return self.filter(under(paths, "path") | above)

    def schools(self) -> Self:
        return self.filter(kind=data.Kind.SCHOOL)

    def open_on(self, on: date) -> Self:
        """Not yet closed on that day."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))

    def below(self, path: str) -> Self:
        return self.filter(path__below=path)


class GroupingQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Groupings whose bureau or any member lies within the actor's reach."""
        paths = actor.paths(data.VIEW)
        if not paths:
            return self.none()
        members = under(paths, "members__organisation__path")
        ids = self.model._default_manager.filter(under(paths, "organisation__path") | members).values("pk")
        return self.filter(pk__in=ids)

    def in_force(self, on: date) -> Self:
        return self.filter(in_force(on))
