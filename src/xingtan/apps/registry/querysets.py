"""Which findings an actor may read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from xingtan.apps.registry import data
from xingtan.kernel.scopes import Actor, ScopedQuerySet
from xingtan.people.roster import data as roster


class PlacementQuerySet(ScopedQuerySet):
    organisation_path = "scope_path"

    def visible_to(self, actor: Actor) -> Self:
        return self.permitted(actor, roster.VIEW_PUPILS)


class CertificateQuerySet(ScopedQuerySet):
    organisation_path = "scope_path"

    def visible_to(self, actor: Actor) -> Self:
        """Those who may issue them; families hold the paper."""
        return self.permitted(actor, roster.MANAGE_PUPILS)


class CustodyRequestQuerySet(ScopedQuerySet):
    organisation_path = "scope_path"

    def visible_to(self, actor: Actor) -> Self:
        """Those of pupils for whom the actor confirms guardians. Who asked sees only how it ended, by notice."""
        return self.permitted(actor, roster.CONFIRM_GUARDIANS)

    def waiting(self) -> Self:
        return self.filter(outcome=data.CustodyOutcome.WAITING)


class FindingQuerySet(ScopedQuerySet):
    organisation_path = "scope_path"

    def visible_to(self, actor: Actor) -> Self:
        return self.permitted(actor, data.VIEW_FINDINGS)

    def open(self) -> Self:
        return self.filter(resolved_at__isnull=True)

    def of_kinds(self, codes: Iterable[str]) -> Self:
        return self.filter(kind__in=tuple(codes))
