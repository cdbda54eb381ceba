"""Which persons an actor may read: themselves, and whoever the packages above say.

Persons lie below postings and the roster, so those name their branch in the manifest (`person_branches`).
"""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor


class PersonQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        condition = Q(pk=actor.person_id) if actor.person_id else Q(pk__in=())
        for branch in REGISTRY.all("person_branches"):
            condition |= Q(pk__in=branch(actor))
        return self.filter(condition)
