"""People press at the same moment on a real database: exactly one of them wins, the others are told."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from xingtan.engines.workflow import services
from xingtan.engines.workflow.testing import flow, replays, started, step, with_sample_kind
from xingtan.kernel.errors import DomainError
from xingtan.people.roster.testing import build_district


def press(actors, write):
    """Each actor presses in a thread of their own, all at once; what came of each press."""
    barrier, outcomes = Barrier(len(actors)), []

    def one(actor):
        try:
            barrier.wait()
            outcomes.append(write(actor) and "done")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=one, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.fixture
def school(transactional_db):
    with_sample_kind()
    district = build_district()
    people = [district.staff("teacher") for _ in range(4)]
    return district, people, [district.actor_of(person) for person in people]


def test_of_several_who_may_agree_one_does(school):
    district, people, actors = school
    flow(district.school, step("a", people[1:]), step("b", people[0]))
    case = started(actors[0], district.school)
    seen = case.turn

    outcomes = press(
        actors[1:],
        lambda actor: services.agree(actor=actor, case_id=case.pk, turn=seen, now=timezone.now()),
    )

    case.refresh_from_db()
    assert outcomes == ["done", "workflow.stale", "workflow.stale"]
    assert case.step == "b" and case.acts.count() == 2 and replays(case)


def test_a_double_press_of_one_person_agrees_once(school):
    district, people, actors = school
    flow(district.school, step("a", people[1]), step("b", people[1]))
    case = started(actors[0], district.school)
    seen = case.turn

    outcomes = press(
        [actors[1]] * 3, lambda actor: services.agree(actor=actor, case_id=case.pk, turn=seen, now=timezone.now())
    )

    case.refresh_from_db()
    assert outcomes == ["done", "workflow.stale", "workflow.stale"] and case.step == "b" and replays(case)


def test_started_twice_at_once_it_runs_once(school):
    district, people, actors = school
    flow(district.school, step("a", people[1]))

    outcomes = press([actors[0]] * 2, lambda actor: started(actor, district.school))

    assert outcomes == ["done", "workflow.already_running"]


def test_withdrawn_while_somebody_agrees(school):
    district, people, actors = school
    flow(district.school, step("a", people[1]))
    case = started(actors[0], district.school)
    seen = case.turn

    def write(actor):
        if actor is actors[0]:
            return services.withdraw(actor=actor, case_id=case.pk, turn=seen, now=timezone.now())
        return services.agree(actor=actor, case_id=case.pk, turn=seen, now=timezone.now())

    outcomes = press(actors[:2], write)

    case.refresh_from_db()
    assert outcomes == ["done", "workflow.stale"]
    assert case.state in ("finished", "withdrawn") and replays(case)
