"""Which accounts an actor may read."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q

from xingtan.kernel.scopes import Actor, under
from xingtan.people.access.models import Grant
from xingtan.people.accounts import data


class AccountQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own account, and those of people who hold a role within reach of `accounts.view` today."""
        own = Q(pk=actor.account_id) if actor.account_id else Q(pk__in=())
        paths = actor.paths(data.VIEW)
        if not paths:
            return self.filter(own)
        people = Grant.objects.in_force(actor.on).filter(under(paths, "scope_path")).values("person_id")
        return self.filter(own | Q(person_id__in=people))


class AccountManager(BaseUserManager[Any]):
    def get_by_natural_key(self, username: str | None) -> Any:
        return self.get(username=username)
