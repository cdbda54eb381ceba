"""Which cases, parts, flows and delegations an actor may read."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q

from xingtan.engines.workflow.data import HAND_OVER, PENDING, TAKE_PART, VIEW_FLOWS, CaseState, SlotKind, SlotState
from xingtan.kernel.clock import in_force
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor, ScopedQuerySet, one_of

NAMES: Any = ArrayField(models.CharField(max_length=60))


class DelegationQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """What one has given and what one was given."""
        if not actor.person_id:
            return self.none()
        return self.filter(Q(giver_id=actor.person_id) | Q(deputy_id=actor.person_id))

    def in_force(self, on: date) -> Self:
        return self.filter(in_force(on), cancelled_at__isnull=True)


class FlowQuerySet(ScopedQuerySet):
    organisation_path = "organisation_path"

    def visible_to(self, actor: Actor) -> Self:
        return self.permitted(actor, VIEW_FLOWS)


class CaseQuerySet(ScopedQuerySet):
    organisation_path = "scope_path"

    def visible_to(self, actor: Actor) -> Self:
        """Cases of the starter, of all who have or had a part (or whose deputy one is), of all who see the subject.

        Who sees a subject is known here for kinds that say it as a query; `selectors.cases.case_of` asks the others.
        """
        if not actor.person_id:
            return self.none()
        mine = of_actor(actor) | Q(done_by_id=actor.person_id)
        taking_part = apps.get_model("workflow", "Assignment")._base_manager.filter(mine).order_by().values("case_id")
        condition = Q(started_by_id=actor.person_id) | one_of("id", taking_part)
        for kind in REGISTRY.all("workflows"):
            if kind.visible is not None:
                condition |= Q(kind=kind.code, subject_id__in=kind.visible(actor))
        return self.filter(condition)


class AssignmentQuerySet(ScopedQuerySet):
    organisation_path = "case__scope_path"

    def visible_to(self, actor: Actor) -> Self:
        """One's own parts and those one may do as a deputy; with the right to hand over, all of the reach."""
        return self.filter(of_actor(actor) | Q(pk__in=self.model.objects.permitted(actor, HAND_OVER).values("pk")))

    def permitted(self, actor: Actor, permission: str) -> Self:
        """`TAKE_PART` is held by whoever has the part, now and in a case that runs."""
        if permission == TAKE_PART:
            return self.handling(actor)
        return super().permitted(actor, permission)

    def handling(self, actor: Actor) -> Self:
        """Open parts that the actor may do, as owner or deputy, circulated papers left out."""
        return self.filter(of_actor(actor), state=SlotState.OPEN).of_running().exclude(kind=SlotKind.CIRCULATED)

    def reading(self, actor: Actor) -> Self:
        """Circulated papers that the actor has not signed."""
        return self.filter(person_id=actor.person_id or 0, state=SlotState.OPEN, kind=SlotKind.CIRCULATED)

    def pending(self) -> Self:
        return self.filter(state__in=PENDING).exclude(kind=SlotKind.CIRCULATED)

    def of_running(self) -> Self:
        return self.filter(case__state=CaseState.RUNNING)


def of_actor(actor: Actor) -> Q:
    """Parts that belong to the actor, and those that wait for somebody whose deputy the actor is today."""
    if not actor.person_id:
        return Q(pk__in=())
    delegations: Any = apps.get_model("workflow", "Delegation")
    given = delegations.objects.in_force(actor.on).filter(deputy_id=actor.person_id)
    kind = Func(models.OuterRef("case__kind"), template="ARRAY[%(expressions)s]::varchar[]", output_field=NAMES)
    of_kind = Q(kinds=[]) | Q(kinds__contains=kind)
    stands_in = given.filter(giver_id=models.OuterRef("person_id")).filter(of_kind)
    waiting = Q(state__in=PENDING) & ~Q(kind=SlotKind.CIRCULATED)
    return Q(person_id=actor.person_id) | (waiting & Q(models.Exists(stands_in)))


__all__ = ["AssignmentQuerySet", "CaseQuerySet", "DelegationQuerySet", "FlowQuerySet", "of_actor"]
