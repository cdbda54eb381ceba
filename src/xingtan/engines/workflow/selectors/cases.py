"""One case as an actor may see it, and what they may do with it now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from xingtan.engines.workflow import errors
from xingtan.engines.workflow.data import (
    HAND_OVER,
    REMIND_AFTER,
    START,
    ActKind,
    CaseState,
    SlotKind,
    SlotState,
    WhoKind,
)
from xingtan.engines.workflow.definitions import Route, Step
from xingtan.engines.workflow.machine import Move, Slot, State, leaves
from xingtan.engines.workflow.models import Act, Assignment, Case
from xingtan.engines.workflow.querysets import of_actor
from xingtan.engines.workflow.selectors.flows import known_kind, route_of
from xingtan.kernel.scopes import Actor

WITH = ("version__flow", "started_by")


def case_of(actor: Actor, case_id: int) -> Case:
    """A case that the actor may read: who takes part, and whoever may see the subject.

    Raises:
        CaseNotFound.
    """
    mine: Case | None = Case.objects.visible_to(actor).select_related(*WITH).filter(pk=case_id).first()
    if mine is not None:
        return mine
    case: Case | None = Case.objects.select_related(*WITH).filter(pk=case_id).first() if actor.person_id else None
    kind = known_kind(case.kind) if case else None
    if case is None or kind is None or not kind.may_see(actor, case.subject_id):
        raise errors.CaseNotFound(case_id=case_id)
    return case


def newest_case(kind: str, subject_id: int) -> Case | None:
    """The case of a subject that was started last."""
    cases = Case.objects.filter(kind=kind, subject_id=subject_id).select_related(*WITH)
    return cases.order_by("-pk").first()


def state_of(case: Case) -> State:
    """The state as the machine knows it, in one query."""
    columns = ("number", "round", "step", "person_id", "kind", "order", "of", "state")
    slots = tuple(Slot(*row) for row in case.assignments.order_by("number").values_list(*columns))
    return State(case.state, case.step, case.round, case.started_by_id, case.turn, case.last, slots)


def moves_of(case: Case) -> list[Move]:
    """The log as the machine reads it, for replaying."""
    return [move_of(act) for act in case.acts.order_by("seq")]


def move_of(act: Act) -> Move:
    from xingtan.engines.workflow.machine import Entered

    raw = act.payload
    return Move(
        kind=act.kind,
        number=act.number,
        people=tuple(raw.get("people", ())),
        where=raw.get("where", ""),
        entered=Entered.of(raw["entered"]) if raw.get("entered") else None,
    )


def facts_of(case: Case) -> dict[str, Any]:
    """What is so of the subject now, for conditions."""
    kind = known_kind(case.kind)
    return dict(kind.facts(case.subject_id)) if kind is not None and kind.facts is not None else {}


def open_parts(actor: Actor, case: Case) -> list[Assignment]:
    """What the actor may do in a case now, their own part before those they stand in for."""
    rows = list(Assignment.objects.handling(actor).filter(case_id=case.pk).select_related("person").order_by("number"))
    return sorted(rows, key=lambda row: row.person_id != actor.person_id)


def took_part(actor: Actor, case: Case) -> bool:
    """Whether the actor has, had or did a part in it, papers to read left out."""
    mine = of_actor(actor) | Q(done_by_id=actor.person_id)
    return case.assignments.exclude(kind=SlotKind.CIRCULATED).filter(mine).exists()


def next_choice(case: Case, route: Route, state: State, number: int) -> Step | None:
    """The step whose people must be chosen when the part `number` is agreed to, None when none must be."""
    slot = state.slot(number)
    if slot is None or slot.state != SlotState.OPEN or not leaves(route, state, Move(ActKind.AGREE, number)):
        return None
    step, _skipped = route.next_after(state.step, facts_of(case))
    return step if step is not None and step.who.kind == WhoKind.CHOSEN else None


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What an actor may do with a case now. `part` is the open part, None when it is not their turn."""

    part: Assignment | None = None
    is_start: bool = False
    choice: Step | None = None
    may_decide: bool = False
    may_add: bool = False
    may_recall: bool = False
    may_withdraw: bool = False
    may_circulate: bool = False
    may_read: bool = False
    may_remind: bool = False
    returns: tuple[Step, ...] = field(default=())

    @property
    def for_whom(self) -> str:
        return self.part.person.name if self.part is not None else ""

    @property
    def is_anything(self) -> bool:
        flags = (self.may_recall, self.may_withdraw, self.may_circulate, self.may_read, self.may_remind)
        return self.part is not None or any(flags)


def offer_of(actor: Actor, case: Case, now: datetime) -> Offer:
    """What the actor may do with the case, for its buttons. The services decide again."""
    route, state = route_of(case.version), state_of(case)
    is_running = case.state == CaseState.RUNNING
    part = next(iter(open_parts(actor, case)), None)
    step = route.step(case.step)
    decides = part is not None and part.kind != SlotKind.BEFORE and case.step != START
    passed = {slot.step for slot in state.slots if slot.round < state.round and slot.kind != SlotKind.CIRCULATED}
    codes = [code for code in route.returns_of(case.step) if code in passed]
    last = state.slot(case.last)
    return Offer(
        part=part,
        is_start=case.step == START,
        choice=next_choice(case, route, state, part.number) if part is not None else None,
        may_decide=decides,
        may_add=part is not None and step.may_add,
        may_recall=is_running and last is not None and _did(actor, case, last),
        may_withdraw=is_running and case.started_by_id == actor.person_id,
        may_circulate=case.state != CaseState.WITHDRAWN
        and (case.started_by_id == actor.person_id or took_part(actor, case)),
        may_read=Assignment.objects.reading(actor).filter(case_id=case.pk).exists(),
        may_remind=is_running and may_remind(actor, case) and part is None and not reminded_lately(case, now),
        returns=tuple(route.step(code) for code in codes) if decides else (),
    )


def _did(actor: Actor, case: Case, slot: Slot) -> bool:
    if slot.person == actor.person_id:
        return True
    return case.assignments.filter(number=slot.number, done_by_id=actor.person_id or 0).exists()


def may_remind(actor: Actor, case: Case) -> bool:
    return case.started_by_id == actor.person_id or actor.may(HAND_OVER, case.scope_path)


def reminded_lately(case: Case, now: datetime) -> bool:
    return case.acts.filter(kind=ActKind.REMIND, at__gt=now - REMIND_AFTER).exists()


def may_edit(actor: Actor, kind: str, subject_id: int) -> bool:
    """Whether the actor has an open part of this subject's running case in a step that may edit the subject."""
    case = newest_case(kind, subject_id)
    if case is None or case.state != CaseState.RUNNING:
        return False
    return route_of(case.version).step(case.step).may_edit and bool(open_parts(actor, case))
