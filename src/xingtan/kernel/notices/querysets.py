"""Which notices somebody may read."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from xingtan.kernel.notices.data import VIEW_DELIVERIES
from xingtan.kernel.scopes import Actor, ScopedQuerySet


class NoticeQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """What was sent to the actor, and what the actor sent."""
        if actor.person_id is None:
            return self.none()
        told = self.model._default_manager.filter(recipients__person_id=actor.person_id)
        return self.filter(Q(pk__in=told.values("pk")) | Q(sender_person_id=actor.person_id))


class RecipientQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """The actor's own copies."""
        return self.none() if actor.person_id is None else self.filter(person_id=actor.person_id)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def to_acknowledge(self) -> Self:
        return self.filter(needs_ack=True, acked_at__isnull=True)


class DeliveryQuerySet(ScopedQuerySet):
    organisation_path = "unit_path"

    def visible_to(self, actor: Actor) -> Self:
        """Messages of the units on which the actor may look at deliveries."""
        return self.permitted(actor, VIEW_DELIVERIES)
