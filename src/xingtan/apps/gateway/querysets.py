"""Which requests for help an actor may read."""

from __future__ import annotations

from typing import Self

from xingtan.apps.gateway.data import Outcome
from xingtan.kernel.scopes import Actor, ScopedQuerySet
from xingtan.people.accounts.data import MANAGE


class ForgottenRequestQuerySet(ScopedQuerySet):
    organisation_path = "scope_path"

    def visible_to(self, actor: Actor) -> Self:
        """Those whose account the actor may reset. The asker is not signed in and reads nothing here."""
        return self.permitted(actor, MANAGE)

    def waiting(self) -> Self:
        return self.filter(outcome=Outcome.WAITING)
