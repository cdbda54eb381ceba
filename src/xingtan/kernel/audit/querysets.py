"""Which entries somebody may read."""

from __future__ import annotations

from typing import Self

from django.db.models import Q

from xingtan.kernel.audit.data import NO_PLACE, VIEW, VIEW_PLACELESS
from xingtan.kernel.scopes import Actor, ScopedQuerySet, under


class AuditEntryQuerySet(ScopedQuerySet):
    organisation_path = "organisation_path"

    def visible_to(self, actor: Actor) -> Self:
        """Entries about the subtree on which the actor holds `audit.view`, and with `audit.view_placeless` those
        about no place at all, e.g. tries to sign in under a name that nobody has."""
        seen = under(actor.paths(VIEW), self.organisation_path)
        if actor.may_anywhere(VIEW_PLACELESS):
            seen |= Q(organisation_path=NO_PLACE)
        return self.filter(seen)
