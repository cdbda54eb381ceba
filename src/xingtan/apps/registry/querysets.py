"""Which findings an actor may read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from xingtan.apps.registry import data
from xingtan.kernel.scopes import Actor, ScopedQuerySet


class FindingQuerySet(ScopedQuerySet):
    organisation_path = "scope_path"

    def visible_to(self, actor: Actor) -> Self:
        return self.permitted(actor, data.VIEW_FINDINGS)

    def open(self) -> Self:
        return self.filter(resolved_at__isnull=True)

    def of_kinds(self, codes: Iterable[str]) -> Self:
        return self.filter(kind__in=tuple(codes))
