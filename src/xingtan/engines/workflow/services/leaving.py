"""Handing over what waits for people who have left."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from xingtan.engines.workflow import errors
from xingtan.engines.workflow.data import HAND_OVER, ActKind, CaseState
from xingtan.engines.workflow.machine import Move
from xingtan.engines.workflow.models import Assignment, Case
from xingtan.engines.workflow.selectors import resolving
from xingtan.engines.workflow.services.storing import held
from xingtan.kernel.clock import local_day
from xingtan.kernel.scopes import Actor, require, system_actor
from xingtan.people.postings.models import Posting


@transaction.atomic
def reassign(*, actor: Actor, assignment_id: int, person_id: int, now: datetime, opinion: str = "") -> Case:
    """Give somebody's pending part to another person, by whoever may hand over at the case's place.

    Raises:
        CaseNotFound, NotPermitted, CaseOver, Stale, PeopleNotKnown.
    """
    part: Assignment | None = (
        Assignment.objects.visible_to(actor).select_related("case").filter(pk=assignment_id).first()
    )
    if part is None:
        raise errors.CaseNotFound(assignment_id=assignment_id)
    require(actor, HAND_OVER, part.case.scope_path)
    if not resolving.in_post([person_id], local_day(now)):
        raise errors.PeopleNotKnown(names=str(person_id))
    return _given(actor, part, person_id, now, opinion)


def _given(actor: Actor, part: Assignment, person_id: int, now: datetime, opinion: str = "") -> Case:
    case = held(actor, part.case_id, now)
    if case.case.state != CaseState.RUNNING:
        raise errors.CaseOver(state=case.case.get_state_display())
    move = Move(ActKind.REASSIGN, part.number, people=(person_id,))
    return case.apply(move, owner_id=part.person_id, opinion=opinion)


def left_behind(on: date) -> Q:
    """Condition for parts whose person has died, or had postings and has none on the day `on`."""
    ever = Posting.objects.filter(person_id=OuterRef("person_id"))
    return Q(person__deceased_on__isnull=False) | (Exists(ever) & ~Exists(ever.in_force(on)))


def look_after_left(*, now: datetime, person_id: int | None = None) -> int:
    """Give what waits for people who have left to the administrator of the place. Returns how many parts moved.

    Each part is a transaction of its own. Where nobody can stand in, it stays and is tried again the next night.
    """
    on = local_day(now)
    rows = Assignment.objects.pending().of_running().filter(left_behind(on)).select_related("case")
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    moved = 0
    for part in list(rows.order_by("case_id", "number")):
        stand_in = resolving.administrator(part.case.scope_path, on)
        if stand_in is None or stand_in == part.person_id:
            continue
        actor = system_actor("workflow-leaving", on=on, permissions=(HAND_OVER,), path=part.case.scope_path)
        try:
            with transaction.atomic():
                _given(actor, part, stand_in, now)
        except (errors.Stale, errors.CaseOver):  # somebody has done it meanwhile
            continue
        moved += 1
    return moved
