"""Which runs somebody may see."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from xingtan.kernel.scopes import Actor
from xingtan.kernel.tasks.data import ALIVE, VIEW


class TaskRunQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Own runs; with `tasks.view` the installation's runs too, which belong to nobody."""
        mine = Q(account_id=actor.account_id) if actor.account_id is not None else Q(pk__in=())
        if actor.may_anywhere(VIEW):
            mine |= Q(account_id__isnull=True)
        return self.filter(mine)

    def alive(self) -> Self:
        return self.filter(state__in=ALIVE)
