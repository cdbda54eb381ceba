"""Acts that bring a case forward, back or to its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from xingtan.engines.workflow import errors, machine
from xingtan.engines.workflow.data import START, ActKind, CaseState, SlotKind, SlotState
from xingtan.engines.workflow.machine import Entered, Move
from xingtan.engines.workflow.models import Assignment, Case
from xingtan.engines.workflow.selectors import resolving
from xingtan.engines.workflow.selectors.cases import facts_of
from xingtan.engines.workflow.selectors.flows import kind_of, route_of, version_for
from xingtan.engines.workflow.services.defining import ensure_shipped
from xingtan.engines.workflow.services.storing import Held, hold
from xingtan.kernel.clock import local_day
from xingtan.kernel.scopes import Actor
from xingtan.people.persons.models import Person


@transaction.atomic
def start(
    *,
    actor: Actor,
    kind: str,
    subject_id: int,
    title: str,
    scope_path: str,
    now: datetime,
    chosen: Sequence[int] = (),
    opinion: str = "",
) -> Case:
    """Send a subject on its way by the flow in force at `scope_path`; the actor is its starter.

    Args:
        scope_path: where the subject belongs; decides whose flow and whose people.
        chosen: who has the first step when its people are chosen by the starter.
    Raises:
        LookupError: no manifest declares the kind.
        CaseNotFound: the actor may not see the subject, or is no person.
        AlreadyRunning, PeopleNotChosen, NobodyForStep.
    """
    definition = kind_of(kind)
    if actor.person_id is None or not definition.may_see(actor, subject_id):
        raise errors.CaseNotFound(subject_id=subject_id)
    ensure_shipped(definition, now)
    version = version_for(kind, scope_path)
    if version is None:
        raise LookupError(f"no published flow of kind {kind!r}")
    # Two presses at once meet here: the second one waits and then finds the case of the first.
    Person.objects.select_for_update().get(pk=actor.person_id)
    if Case.objects.filter(kind=kind, subject_id=subject_id, state=CaseState.RUNNING).exists():
        raise errors.AlreadyRunning(title=title)
    case = Case(
        version=version,
        kind=kind,
        subject_id=subject_id,
        title=title[:120],
        scope_path=scope_path,
        started_by_id=actor.person_id,
        started_at=now,
    )
    route = route_of(version)
    step, skipped = route.next_after(START, facts_of(case))
    entered = None
    if step is not None:
        place = {"scope_path": scope_path, "starter_id": actor.person_id, "on": local_day(now)}
        entered = resolving.enter(step, chosen=chosen, skipped=skipped, **place)  # type: ignore[arg-type]
    move = Move(ActKind.START, 1, entered=entered)
    state = machine.begin(route, actor.person_id, move)
    case.save()
    Held(actor, case, route, state, now).write(None, move, owner_id=actor.person_id, opinion=opinion)
    return case


@transaction.atomic
def agree(
    *, actor: Actor, case_id: int, now: datetime, turn: int | None = None, opinion: str = "", chosen: Sequence[int] = ()
) -> Case:
    """Do one's part (同意; at the start: submit again). The last one of a step brings the case to the next.

    Args:
        turn: the case's turn that the form was made from; None only for acts that show no form.
        chosen: who has the next step when its people are chosen here.
    Raises:
        CaseNotFound, Stale, CaseOver, NotYourTurn, PeopleNotChosen, NobodyForStep.
    """
    held = hold(actor, case_id, now, turn)
    return agree_held(held, opinion, chosen)


def agree_held(held: Held, opinion: str, chosen: Sequence[int] = (), part: Assignment | None = None) -> Case:
    """`agree` for a case that is locked already."""
    _refuse_over(held)
    part = part or held.part()
    move = Move(ActKind.AGREE, part.number)
    if machine.leaves(held.route, held.state, move):
        move = Move(ActKind.AGREE, part.number, entered=_next(held, chosen))
    return held.apply(move, owner_id=part.person_id, opinion=opinion)


def _next(held: Held, chosen: Sequence[int]) -> Entered | None:
    case = held.case
    step, skipped = held.route.next_after(case.step, facts_of(case))
    if step is None:
        return None
    return resolving.enter(
        step,
        scope_path=case.scope_path,
        starter_id=case.started_by_id,
        on=local_day(held.now),
        chosen=chosen,
        skipped=skipped,
    )


@transaction.atomic
def return_to(*, actor: Actor, case_id: int, step: str, opinion: str, now: datetime, turn: int | None = None) -> Case:
    """Send the case back to an earlier step; those who did it have it again, while they are in post.

    Raises:
        CaseNotFound, Stale, CaseOver, NotYourTurn, OnlyOpinion, CannotReturn, OpinionNeeded, NobodyForStep.
    """
    held = hold(actor, case_id, now, turn)
    _refuse_over(held)
    part = held.part()
    if step not in held.route.returns_of(held.case.step):
        raise errors.CannotReturn(step=held.route.step(held.case.step).shown)
    _need_opinion(opinion)
    move = Move(ActKind.RETURN, part.number, entered=_back(held, step))
    return held.apply(move, owner_id=part.person_id, opinion=opinion)


def _back(held: Held, code: str) -> Entered:
    """Who has a step again: those who did it last time, else whoever has it today."""
    on = local_day(held.now)
    if code == START:
        people = resolving.living([held.case.started_by_id])
    else:
        went = [slot for slot in held.state.slots if slot.step == code and slot.kind == SlotKind.MAIN]
        last = max((slot.round for slot in went), default=0)
        did = [slot.person for slot in went if slot.round == last and slot.state == SlotState.DONE]
        serving = resolving.in_post(did, on)
        people = [person for person in did if person in serving]
    if people:
        return Entered(code, tuple(people))
    step, case = held.route.step(code), held.case
    return resolving.enter(
        step, scope_path=case.scope_path, starter_id=case.started_by_id, on=on, chosen=[case.started_by_id]
    )


@transaction.atomic
def refuse(*, actor: Actor, case_id: int, opinion: str, now: datetime, turn: int | None = None) -> Case:
    """Say no: the case ends.

    Raises:
        CaseNotFound, Stale, CaseOver, NotYourTurn, OnlyOpinion, OpinionNeeded.
    """
    held = hold(actor, case_id, now, turn)
    _refuse_over(held)
    part = held.part()
    _need_opinion(opinion)
    return held.apply(Move(ActKind.REFUSE, part.number), owner_id=part.person_id, opinion=opinion)


@transaction.atomic
def recall(*, actor: Actor, case_id: int, now: datetime, turn: int | None = None) -> Case:
    """Take one's agreement back while nobody has acted since.

    Raises:
        CaseNotFound, Stale, CaseOver, CannotRecall, NotYours.
    """
    held = hold(actor, case_id, now, turn)
    _refuse_over(held)
    last = held.case.assignments.filter(number=held.case.last).first() if held.case.last else None
    if last is None:
        raise errors.CannotRecall
    if actor.person_id not in (last.person_id, last.done_by_id):
        raise errors.NotYours(who=last.person.name)
    return held.apply(Move(ActKind.RECALL, last.number), owner_id=last.person_id)


@transaction.atomic
def withdraw(*, actor: Actor, case_id: int, now: datetime, turn: int | None = None, opinion: str = "") -> Case:
    """Take the whole case back; only its starter, only while it runs.

    Raises:
        CaseNotFound, Stale, CaseOver, NotYours.
    """
    held = hold(actor, case_id, now, turn)
    if held.case.started_by_id != actor.person_id:
        raise errors.NotYours(who=held.case.started_by.name)
    _refuse_over(held)
    return held.apply(Move(ActKind.WITHDRAW), opinion=opinion)


def _refuse_over(held: Held) -> None:
    if held.case.state != CaseState.RUNNING:
        raise errors.CaseOver(state=held.case.get_state_display())


def _need_opinion(opinion: str) -> None:
    if not opinion.strip():
        raise errors.OpinionNeeded
