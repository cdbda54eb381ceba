"""Random flows and random acts of random people: the machine alone, then the services on the database."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from xingtan.engines.workflow import machine, services
from xingtan.engines.workflow.data import MOVING, ActKind, CaseState, Mode, SlotKind, SlotState
from xingtan.engines.workflow.definitions import Route, Step, Who
from xingtan.engines.workflow.machine import Entered, Move, State
from xingtan.engines.workflow.selectors.cases import state_of
from xingtan.engines.workflow.testing import flow, replays, started, step
from xingtan.kernel.errors import DomainError

PEOPLE = (1, 2, 3, 4, 5)
people = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True).map(tuple)
steps = st.lists(st.tuples(people, st.sampled_from(Mode.values), st.booleans()), min_size=1, max_size=4)
acts = st.lists(
    st.tuples(
        st.sampled_from([*ActKind.values[1:], *[ActKind.AGREE] * 6]),
        st.integers(0, 12),
        people,
        st.sampled_from(["before", "after"]),
        st.integers(0, 4),
    ),
    max_size=25,
)


def route_for(drawn: Any) -> tuple[Route, dict[str, tuple[int, ...]]]:
    made = [
        Step(code=f"s{at}", label=f"s{at}", who=Who(kind="chosen"), mode=mode, may_add=may_add)
        for at, (_people, mode, may_add) in enumerate(drawn)
    ]
    return Route.of(made), {"start": (1,), **{f"s{at}": one[0] for at, one in enumerate(drawn)}}


def entered(route: Route, who: dict[str, tuple[int, ...]], code: str) -> Entered | None:
    following, skipped = route.next_after(code, {})
    return Entered(following.code, who[following.code], skipped) if following else None


def check(route: Route, state: State) -> None:
    """What holds of every case at every moment."""
    opened = [slot for slot in state.slots if slot.state == SlotState.OPEN and slot.kind != SlotKind.CIRCULATED]
    waiting = [slot for slot in state.slots if slot.state == SlotState.WAITING]
    if state.state == CaseState.RUNNING:
        assert opened, "it runs and nobody has it"
        assert all(slot.round == state.round and slot.step == state.step for slot in (*opened, *waiting))
        assert all(machine.blocked(route, state.here, slot) for slot in waiting)
        assert not any(machine.blocked(route, state.here, slot) for slot in opened)
    else:
        assert not opened and not waiting
    assert [slot.number for slot in state.slots] == list(range(1, len(state.slots) + 1))
    if route.step(state.step).mode == Mode.TURN:
        assert sum(slot.kind == SlotKind.MAIN for slot in opened) <= 1


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps, acts)
@example([((1,), "any", True)], [(ActKind.AGREE, 2, (1,), "before", 0), (ActKind.AGREE, 2, (1,), "before", 0)])
def test_every_case_has_one_state_and_its_log_gives_it_again(drawn, tried):
    route, who = route_for(drawn)
    first = Move(ActKind.START, 1, entered=entered(route, who, "start"))
    state, log = machine.begin(route, 1, first), [first]
    check(route, state)

    for kind, number, given_people, where, back in tried:
        move = Move(kind, number, given_people, where)
        before = state
        try:
            if kind == ActKind.AGREE and machine.leaves(route, state, move):
                move = Move(kind, number, entered=entered(route, who, state.step))
            if kind == ActKind.RETURN:
                target = route.steps[back % len(route.steps)].code
                move = Move(kind, number, entered=Entered(target, who[target]))
            state = machine.apply(route, state, move)
        except DomainError:
            assert state is before
            continue
        log.append(move)
        check(route, state)
        assert state.turn == before.turn + (kind in MOVING)
        slot = before.slot(number)
        if kind == ActKind.AGREE and slot is not None:
            assert slot.state == SlotState.OPEN, "acted twice"

    assert machine.replay(route, 1, log) == state


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker):
    """A school with an administrator and five who act, made once."""
    from xingtan.engines.workflow.testing import with_sample_kind
    from xingtan.people.roster.testing import build_district

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True
        with outer:
            with_sample_kind()
            district = build_district()
            district.staff("school_administrator")
            people = [district.staff("teacher") for _ in PEOPLE]
            yield district, people, [district.actor_of(person) for person in people]
            transaction.set_rollback(True)


database_acts = st.lists(
    st.tuples(
        st.sampled_from(
            [*["agree"] * 4, "return", "refuse", "add", "hand", "recall", "withdraw", "circulate", "read", "remind"]
        ),
        st.integers(0, 4),
        st.integers(0, 4),
        st.sampled_from(["before", "after"]),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps, database_acts)
def test_the_services_store_what_the_machine_says(django_db_blocker, cast, drawn, tried):
    district, people, actors = cast
    now = timezone.now()
    with django_db_blocker.unblock(), transaction.atomic():
        flow(
            district.school,
            *(
                step(f"s{at}", [people[one - 1] for one in who], mode=mode, may_add=may_add)
                for at, (who, mode, may_add) in enumerate(drawn)
            ),
        )
        case = started(actors[0], district.school)
        for kind, by, other, where, is_stale in tried:
            case.refresh_from_db()
            turn = case.turn - 1 if is_stale and kind != "remind" else case.turn
            before = (case.seq, state_of(case))
            done = _try(kind, actors[by], case, turn, people[other].pk, where, now)
            case.refresh_from_db()
            if not done:
                assert (case.seq, state_of(case)) == before
            elif is_stale:
                assert kind in ("circulate", "read", "remind"), "a stale press did something"
            parts = case.assignments.exclude(kind="circulated").filter(state__in=("open", "waiting"))
            assert parts.exists() is (case.state == "running")
        assert replays(case)
        transaction.set_rollback(True)


def _try(kind: str, actor: Any, case: Any, turn: int, other: int, where: str, now: Any) -> bool:
    one = {"actor": actor, "case_id": case.pk, "now": now}
    act = {
        "agree": lambda: services.agree(turn=turn, **one),
        "return": lambda: services.return_to(turn=turn, step="start", opinion="改", **one),
        "refuse": lambda: services.refuse(turn=turn, opinion="不行", **one),
        "add": lambda: services.add_sign(turn=turn, where=where, people=[other], **one),
        "hand": lambda: services.hand_over(turn=turn, person_id=other, **one),
        "recall": lambda: services.recall(turn=turn, **one),
        "withdraw": lambda: services.withdraw(turn=turn, **one),
        "circulate": lambda: services.circulate(people=[other], **one),
        "read": lambda: services.sign_read(**one),
        "remind": lambda: services.remind(**one),
    }[kind]
    with contextlib.suppress(DomainError), transaction.atomic():
        act()
        return True
    return False
