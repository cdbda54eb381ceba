"""Which imports somebody may see: those of registers they may import, on targets within their reach."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Q

from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor, ScopedQuerySet, under


class ImportRunQuerySet(ScopedQuerySet):
    organisation_path = "path"

    def visible_to(self, actor: Actor) -> Self:
        reach = Q(pk__in=())
        for register in REGISTRY.all("imports"):
            paths = actor.paths(register.permission)
            if paths:
                reach |= Q(register_code=register.code) & under(paths, "path")
        return self.filter(reach)


class ImportRowQuerySet(ScopedQuerySet):
    organisation_path = "run__path"

    def visible_to(self, actor: Actor) -> Self:
        runs: Any = self.model._meta.get_field("run").related_model
        return self.filter(run__in=runs.objects.visible_to(actor).order_by().values("pk"))
