"""Which partners, sets, rows and deliveries an actor may read: by the organisation the partner belongs to."""

from __future__ import annotations

from typing import Self

from xingtan.apps.exchange.data import VIEW
from xingtan.kernel.scopes import Actor, ScopedQuerySet


class PartnerQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self.permitted(actor, VIEW)


class OfPartnerQuerySet(ScopedQuerySet):
    organisation_path = "partner__organisation__path"

    def visible_to(self, actor: Actor) -> Self:
        return self.permitted(actor, VIEW)


class OfSetQuerySet(ScopedQuerySet):
    organisation_path = "received_set__partner__organisation__path"

    def visible_to(self, actor: Actor) -> Self:
        return self.permitted(actor, VIEW)
