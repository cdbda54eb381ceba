"""Which files somebody may reach."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor

MOST_ASKED = 200


class FileLinkQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Links whose holder the actor may read. Asked link by link: for one file or a few, not for lists."""
        may_read = {holder.kind: holder.may_read for holder in REGISTRY.all("file_holders")}
        rows = list(self.values_list("pk", "holder_kind", "holder_id")[:MOST_ASKED])
        holders = {(kind, number) for _pk, kind, number in rows if kind in may_read}
        readable = {(kind, number) for kind, number in holders if may_read[kind](actor, number)}
        return self.filter(pk__in=[pk for pk, kind, number in rows if (kind, number) in readable])
