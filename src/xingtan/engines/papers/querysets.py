"""Which papers and seals an actor may read."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Q

from xingtan.engines.papers.data import VIEW, VIEW_SEALS
from xingtan.kernel.clock import in_force
from xingtan.kernel.scopes import Actor, ScopedQuerySet


class PaperQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Papers of organisations within reach. Who holds one shows it by its code, or through what it is about."""
        return self.permitted(actor, VIEW)


class SealQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Seals of organisations within reach, and those the actor keeps."""
        by_scope = self.model.objects.permitted(actor, VIEW_SEALS)
        return self.filter(Q(pk__in=by_scope.order_by().values("pk")) | Q(pk__in=self.kept_by(actor)))

    def kept_by(self, actor: Actor) -> Any:
        """Ids of the seals that the actor keeps on the day."""
        if actor.person_id is None:
            return ()
        keepers: Any = self.model._meta.get_field("keepers").related_model
        return keepers.objects.filter(in_force(actor.on), person_id=actor.person_id).order_by().values("seal_id")


class OfSealQuerySet(ScopedQuerySet):
    """Keepers and uses: seen by whoever sees the seal."""

    organisation_path = "seal__organisation__path"

    def visible_to(self, actor: Actor) -> Self:
        seals: Any = self.model._meta.get_field("seal").related_model
        return self.filter(seal__in=seals.objects.visible_to(actor).order_by().values("pk"))
