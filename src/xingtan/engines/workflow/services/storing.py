"""Locking a case, and writing down what the machine has said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xingtan.engines.workflow import errors, machine
from xingtan.engines.workflow.data import (
    LONGEST_OPINION,
    MOVING,
    ActKind,
    CaseEnded,
    CaseState,
    SlotKind,
    SlotState,
)
from xingtan.engines.workflow.definitions import Route
from xingtan.engines.workflow.machine import Move, Slot, State
from xingtan.engines.workflow.models import Act, Assignment, Case
from xingtan.engines.workflow.selectors.cases import case_of, open_parts, state_of
from xingtan.engines.workflow.selectors.flows import known_kind, route_of
from xingtan.engines.workflow.services import telling
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import local_day
from xingtan.kernel.events.api import publish
from xingtan.kernel.scopes import Actor
from xingtan.people.roster.selectors import working_day_after

ANSWERING = (ActKind.AGREE, ActKind.RETURN, ActKind.REFUSE, ActKind.READ)
ENDS = {CaseState.FINISHED: "on_finished", CaseState.REFUSED: "on_refused", CaseState.WITHDRAWN: "on_withdrawn"}


@dataclass
class Held:
    """A case whose row is locked until the transaction ends."""

    actor: Actor
    case: Case
    route: Route
    state: State
    now: datetime

    def part(self) -> Assignment:
        """The part the actor does now, their own before those they stand in for. Raises NotYourTurn."""
        found = next(iter(open_parts(self.actor, self.case)), None)
        if found is None:
            raise errors.NotYourTurn
        return found

    def apply(self, move: Move, *, owner_id: int | None = None, opinion: str = "") -> Case:
        """Make the move and write everything that follows from it."""
        before, self.state = self.state, machine.apply(self.route, self.state, move)
        return self.write(before, move, owner_id=owner_id, opinion=opinion)

    def write(self, before: State | None, move: Move, *, owner_id: int | None, opinion: str) -> Case:
        case, state, now = self.case, self.state, self.now
        old = {slot.number: slot for slot in before.slots} if before else {}
        opened = [slot for slot in state.slots if slot.state == SlotState.OPEN and _was(old, slot) != SlotState.OPEN]
        dues = self._dues(opened)
        Assignment.objects.bulk_create(
            [self._new(slot, dues) for slot in state.slots if slot.number not in old], batch_size=200
        )
        for slot in state.slots:
            if slot.number in old and slot != old[slot.number]:
                self._change(slot, dues)
        if move.kind in ANSWERING:
            answered = {"done_at": now, "done_by_id": self.actor.person_id, "opinion": opinion[:LONGEST_OPINION]}
            case.assignments.filter(number=move.number).update(**answered)
        case.seq += 1
        case.state, case.step, case.round = state.state, state.step, state.round
        case.turn, case.last = state.turn, state.last
        if case.state != CaseState.RUNNING and case.finished_at is None:
            case.finished_at = now
        case.save(update_fields=["seq", "state", "step", "round", "turn", "last", "finished_at"])
        self._log(before.step if before else state.slots[0].step, move, owner_id, opinion)
        telling.tell_of(self, move, opened, dues)
        if move.kind in MOVING:
            self._call_hooks(move)
        return case

    def _dues(self, opened: list[Slot]) -> dict[int, Any]:
        """The day each newly opened slot is due, None without a deadline; circulated papers have none."""
        days = {slot.number: self.route.step(slot.step).days for slot in opened if slot.kind != SlotKind.CIRCULATED}
        on, path = local_day(self.now), self.case.scope_path
        known = {count: working_day_after(on, count, path=path) for count in set(days.values()) if count}
        return {number: known.get(count) if count else None for number, count in days.items()}

    def _new(self, slot: Slot, dues: dict[int, Any]) -> Assignment:
        is_open = slot.state == SlotState.OPEN
        return Assignment(
            case=self.case,
            number=slot.number,
            round=slot.round,
            step=slot.step,
            person_id=slot.person,
            kind=slot.kind,
            order=slot.order,
            of=slot.of,
            state=slot.state,
            opened_at=self.now if is_open else None,
            due_on=dues.get(slot.number),
            done_at=self.now if slot.state == SlotState.DONE else None,
            done_by_id=self.actor.person_id if slot.state == SlotState.DONE else None,
        )

    def _change(self, slot: Slot, dues: dict[int, Any]) -> None:
        columns: dict[str, Any] = {"state": slot.state, "of": slot.of}
        if slot.number in dues:
            columns |= {"opened_at": self.now, "due_on": dues[slot.number]}
            columns |= {"done_at": None, "done_by_id": None, "opinion": ""}
        self.case.assignments.filter(number=slot.number).update(**columns)

    def _log(self, step: str, move: Move, owner_id: int | None, opinion: str) -> None:
        payload: dict[str, Any] = {}
        if move.people:
            payload["people"] = list(move.people)
        if move.where:
            payload["where"] = move.where
        if move.entered is not None:
            payload["entered"] = move.entered.as_data()
        by = self.actor.person_id
        Act.objects.create(
            case=self.case,
            seq=self.case.seq,
            kind=move.kind,
            number=move.number,
            by_id=by,
            for_whom_id=owner_id if owner_id != by else None,
            step=step,
            opinion=opinion[:LONGEST_OPINION],
            payload=payload,
            at=self.now,
        )
        detail = {"kind": self.case.kind, "step": step, "seq": self.case.seq}
        audit.record(self.actor, f"workflow.{move.kind}", "flow_case", self.case.pk, self.case.scope_path, detail)

    def _call_hooks(self, move: Move) -> None:
        kind = known_kind(self.case.kind)
        name = ENDS.get(CaseState(self.case.state), "")
        if not name and move.kind == ActKind.RETURN and self.case.step == self.route.steps[0].code:
            name = "on_returned"
        hook = getattr(kind, name) if kind is not None and name else None
        if hook is not None:
            hook(actor=self.actor, subject_id=self.case.subject_id, case_id=self.case.pk, now=self.now)
        if self.case.state != CaseState.RUNNING:
            publish(CaseEnded(case_id=self.case.pk))


def _was(old: dict[int, Slot], slot: Slot) -> str:
    return old[slot.number].state if slot.number in old else ""


def hold(actor: Actor, case_id: int, now: datetime, turn: int | None = None) -> Held:
    """Lock a case that the actor may see. `turn` is what the actor saw; another one now refuses the act.

    Raises:
        CaseNotFound, Stale.
    """
    case_of(actor, case_id)
    return held(actor, case_id, now, turn)


def held(actor: Actor, case_id: int, now: datetime, turn: int | None = None) -> Held:
    """As `hold`, for callers that have asked by another door whether the actor may."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("version__flow", "started_by")
    case = rows.get(pk=case_id)
    if turn is not None and case.turn != turn:
        raise errors.Stale
    return Held(actor, case, route_of(case.version), state_of(case), now)
