"""The state of a case and what each act makes of it. Pure: no database, no clock, no rights.

`apply(route, state, move)` gives the state after a move, or raises a refusal and nothing has happened. Who has the next
step is worked out by the caller and stands in the move (`entered`), so that `replay` of the log gives the state again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from xingtan.engines.workflow import errors
from xingtan.engines.workflow.data import MOVING, PENDING, START, ActKind, CaseState, Mode, SlotKind, SlotState
from xingtan.engines.workflow.definitions import Route


@dataclass(frozen=True, slots=True)
class Slot:
    """One person's part in one round of one step. `of` is the slot that added it, 0 for none; `order` its turn."""

    number: int
    round: int
    step: str
    person: int
    kind: str
    order: int
    of: int
    state: str

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING


@dataclass(frozen=True, slots=True)
class Entered:
    """The step that is gone to, who has it, which steps were passed over, and whether somebody stands in."""

    step: str
    people: tuple[int, ...]
    skipped: tuple[str, ...] = ()
    is_fallback: bool = False

    def as_data(self) -> dict[str, Any]:
        return {
            "step": self.step,
            "people": list(self.people),
            "skipped": list(self.skipped),
            "is_fallback": self.is_fallback,
        }

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Entered:
        return cls(raw["step"], tuple(raw["people"]), tuple(raw["skipped"]), raw["is_fallback"])


@dataclass(frozen=True, slots=True)
class Move:
    """One act. `number`: the slot it is done with, 0 for none. `people`: who is added, told or given it.
    `where`: "before" or "after". `entered`: where the case goes when this act leaves the step."""

    kind: str
    number: int = 0
    people: tuple[int, ...] = ()
    where: str = ""
    entered: Entered | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A case. `round` counts the steps entered and is the one that is now; `last`: the slot whose agreement was the
    last act, which alone can be taken back, 0 for none; `turn`: how many acts have moved it."""

    state: str
    step: str
    round: int
    starter: int
    turn: int
    last: int
    slots: tuple[Slot, ...]

    def slot(self, number: int) -> Slot | None:
        return next((slot for slot in self.slots if slot.number == number), None)

    @property
    def here(self) -> tuple[Slot, ...]:
        """The slots of this round."""
        return tuple(slot for slot in self.slots if slot.round == self.round and slot.kind != SlotKind.CIRCULATED)

    @property
    def pending(self) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.here if slot.is_pending)


def apply(route: Route, state: State, move: Move) -> State:
    """The state after `move`.

    Raises:
        CaseOver, Stale, AlreadyThere, MayNotAdd, OnlyOpinion, CannotReturn, CannotRecall, NothingToRead, NobodyForStep.
    """
    if move.kind not in (ActKind.CIRCULATE, ActKind.READ) and state.state != CaseState.RUNNING:
        raise errors.CaseOver(state=CaseState(state.state).label)
    after = ACTS[move.kind](route, state, move)
    return replace(after, turn=state.turn + 1) if move.kind in MOVING else after


def leaves(route: Route, state: State, move: Move) -> bool:
    """Whether agreeing with `move` would end the step, so that the move must say where the case goes."""
    slot = _open_slot(state, move)
    done = _settled(route, _changed(state, slot.number, SlotState.DONE))
    return not done.pending


def replay(route: Route, starter: int, moves: Iterable[Move]) -> State:
    """The state that a log of moves leads to; the first is the start."""
    first, *rest = moves
    state = begin(route, starter, first)
    for move in rest:
        state = apply(route, state, move)
    return state


def begin(route: Route, starter: int, move: Move) -> State:
    """A case that its starter has just sent to its first step."""
    first = Slot(1, 1, START, starter, SlotKind.MAIN, 0, 0, SlotState.DONE)
    return _gone_on(route, State(CaseState.RUNNING, START, 1, starter, 1, 1, (first,)), move)


def blocked(route: Route, slots: tuple[Slot, ...], slot: Slot) -> bool:
    """Whether `slot` must wait for another one of its round."""
    by_number = {one.number: one for one in slots}
    if any(one.of == slot.number and one.kind == SlotKind.BEFORE and one.is_pending for one in slots):
        return True
    if slot.kind == SlotKind.AFTER and by_number[slot.of].is_pending:
        return True
    if slot.kind != SlotKind.MAIN or route.step(slot.step).mode != Mode.TURN:
        return False
    return any(one.is_pending and _order(by_number, one) < slot.order for one in slots)


def _order(by_number: Mapping[int, Slot], slot: Slot) -> int:
    while slot.of:
        slot = by_number[slot.of]
    return slot.order


def _changed(state: State, number: int, to: str) -> State:
    return replace(
        state, slots=tuple(replace(slot, state=to) if slot.number == number else slot for slot in state.slots)
    )


def _all_changed(state: State, which: Callable[[Slot], bool], to: str) -> State:
    return replace(state, slots=tuple(replace(slot, state=to) if which(slot) else slot for slot in state.slots))


def _settled(route: Route, state: State) -> State:
    """Open what may go on, let wait what may not, and drop what one person's agreement has made needless."""
    here = state.here
    if route.step(state.step).mode == Mode.ANY and any(
        slot.kind == SlotKind.MAIN and slot.state == SlotState.DONE for slot in here
    ):
        needless = {slot.number for slot in here if slot.kind == SlotKind.MAIN and slot.is_pending}
        # What the needless ones had added goes with them.
        while more := {slot.number for slot in here if slot.of in needless and slot.is_pending} - needless:
            needless |= more
        state = _all_changed(state, lambda slot: slot.number in needless, SlotState.DROPPED)
        here = state.here
    waits = {slot.number: blocked(route, here, slot) for slot in here if slot.is_pending}
    slots = tuple(
        replace(slot, state=SlotState.WAITING if waits[slot.number] else SlotState.OPEN)
        if slot.number in waits
        else slot
        for slot in state.slots
    )
    return replace(state, slots=slots)


def _entered(route: Route, state: State, entered: Entered) -> State:
    if not entered.people:
        raise errors.NobodyForStep(step=route.step(entered.step).shown)
    number, round_ = _next_number(state), max(slot.round for slot in state.slots) + 1
    new = tuple(
        Slot(number + at, round_, entered.step, person, SlotKind.MAIN, at, 0, SlotState.WAITING)
        for at, person in enumerate(dict.fromkeys(entered.people))
    )
    return _settled(route, replace(state, step=entered.step, round=round_, slots=(*state.slots, *new)))


def _next_number(state: State) -> int:
    return len(state.slots) + 1


def _gone_on(route: Route, state: State, move: Move) -> State:
    """The step is over: enter the next one, or finish."""
    if move.entered is None:
        return replace(state, state=CaseState.FINISHED, last=0)
    if route.index(move.entered.step) <= route.index(state.step):
        raise errors.CannotReturn(step=route.step(state.step).shown)
    return _entered(route, state, move.entered)


def _open_slot(state: State, move: Move) -> Slot:
    slot = state.slot(move.number)
    if slot is None or slot.kind == SlotKind.CIRCULATED or slot.state != SlotState.OPEN:
        raise errors.Stale
    return slot


def _agree(route: Route, state: State, move: Move) -> State:
    slot = _open_slot(state, move)
    after = _settled(route, replace(_changed(state, slot.number, SlotState.DONE), last=slot.number))
    return after if after.pending else _gone_on(route, after, move)


def _return(route: Route, state: State, move: Move) -> State:
    slot, target = _deciding_slot(state, move), move.entered
    passed = {one.step for one in state.slots if one.round < state.round}
    if target is None or target.step not in passed or target.step not in route.returns_of(state.step):
        raise errors.CannotReturn(step=route.step(state.step).shown)
    after = _changed(state, slot.number, SlotState.RETURNED)
    after = _all_changed(after, lambda one: one in after.pending, SlotState.DROPPED)
    return _entered(route, replace(after, last=0), target)


def _refuse(route: Route, state: State, move: Move) -> State:
    slot = _deciding_slot(state, move)
    if state.step == START:
        raise errors.NotYourTurn
    after = _changed(state, slot.number, SlotState.DONE)
    after = _all_changed(after, lambda one: one in after.pending, SlotState.DROPPED)
    return replace(after, state=CaseState.REFUSED, last=0)


def _deciding_slot(state: State, move: Move) -> Slot:
    slot = _open_slot(state, move)
    if slot.kind == SlotKind.BEFORE:
        raise errors.OnlyOpinion
    return slot


def _add_sign(route: Route, state: State, move: Move) -> State:
    slot = _open_slot(state, move)
    if not route.step(state.step).may_add:
        raise errors.MayNotAdd(step=route.step(state.step).shown)
    _refuse_present(state, move.people)
    kind = SlotKind.BEFORE if move.where == SlotKind.BEFORE else SlotKind.AFTER
    new = tuple(
        Slot(_next_number(state) + at, state.round, state.step, person, kind, at, slot.number, SlotState.WAITING)
        for at, person in enumerate(dict.fromkeys(move.people))
    )
    return _settled(route, replace(state, slots=(*state.slots, *new), last=0))


def _refuse_present(state: State, people: tuple[int, ...]) -> None:
    if not people:
        raise errors.NobodyNamed
    present = {slot.person for slot in state.pending} & set(people)
    if present:
        raise errors.AlreadyThere(names="", people=sorted(present))


def _hand_over(route: Route, state: State, move: Move) -> State:
    _refuse_present(state, move.people)
    return _given(route, state, _open_slot(state, move), move.people[0])


def _reassign(route: Route, state: State, move: Move) -> State:
    """Somebody else takes a slot, open or waiting. They may have another one already; each is done by itself."""
    slot = state.slot(move.number)
    if slot is None or slot not in state.pending or not move.people or move.people[0] == slot.person:
        raise errors.Stale
    return _given(route, state, slot, move.people[0])


def _given(route: Route, state: State, slot: Slot, person: int) -> State:
    new = replace(slot, number=_next_number(state), person=person, state=SlotState.WAITING)
    slots = tuple(
        replace(one, state=SlotState.HANDED_OVER)
        if one.number == slot.number
        else replace(one, of=new.number)
        if one.of == slot.number
        else one
        for one in state.slots
    )
    return _settled(route, replace(state, slots=(*slots, new), last=0))


def _recall(route: Route, state: State, move: Move) -> State:
    slot = state.slot(state.last)
    if slot is None or move.number != state.last:
        raise errors.CannotRecall
    after = _all_changed(state, lambda one: one.round > slot.round and one.is_pending, SlotState.RECALLED)
    # Only this agreement can have dropped anybody of its round.
    after = _all_changed(
        after, lambda one: one.round == slot.round and one.state == SlotState.DROPPED, SlotState.WAITING
    )
    after = replace(_changed(after, slot.number, SlotState.OPEN), step=slot.step, round=slot.round, last=0)
    return _settled(route, after)


def _withdraw(route: Route, state: State, move: Move) -> State:
    after = _all_changed(state, lambda one: one.is_pending, SlotState.DROPPED)
    return replace(after, state=CaseState.WITHDRAWN, last=0)


def _circulate(route: Route, state: State, move: Move) -> State:
    if state.state == CaseState.WITHDRAWN:
        raise errors.CaseOver(state=CaseState.WITHDRAWN.label)
    reading = {slot.person for slot in state.slots if slot.kind == SlotKind.CIRCULATED}
    people = [person for person in dict.fromkeys(move.people) if person not in reading]
    if not people:
        raise errors.AlreadyThere(names="", people=sorted(reading & set(move.people)))
    new = tuple(
        Slot(_next_number(state) + at, 0, state.step, person, SlotKind.CIRCULATED, at, 0, SlotState.OPEN)
        for at, person in enumerate(people)
    )
    return replace(state, slots=(*state.slots, *new))


def _read(route: Route, state: State, move: Move) -> State:
    slot = state.slot(move.number)
    if slot is None or slot.kind != SlotKind.CIRCULATED or slot.state != SlotState.OPEN:
        raise errors.NothingToRead
    return _changed(state, slot.number, SlotState.DONE)


def _remind(route: Route, state: State, move: Move) -> State:
    return state


ACTS: dict[str, Callable[[Route, State, Move], State]] = {
    ActKind.AGREE: _agree,
    ActKind.RETURN: _return,
    ActKind.REFUSE: _refuse,
    ActKind.ADD_SIGN: _add_sign,
    ActKind.HAND_OVER: _hand_over,
    ActKind.RECALL: _recall,
    ActKind.WITHDRAW: _withdraw,
    ActKind.CIRCULATE: _circulate,
    ActKind.READ: _read,
    ActKind.REMIND: _remind,
    ActKind.REASSIGN: _reassign,
}
