"""What each act does to a case, and to whom it gives the next word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from xingtan.engines.workflow import errors, services
from xingtan.engines.workflow.models import Act, FlowVersion
from xingtan.engines.workflow.selectors.history import history
from xingtan.engines.workflow.services import look_after_left
from xingtan.engines.workflow.testing import FACTS, HEARD, flow, replays, started, step
from xingtan.people.postings.models import Posting


@pytest.fixture
def cast(district):
    """Somebody who starts, and three who sign."""
    people = [district.staff("teacher") for _ in range(4)]
    return [(person, district.actor_of(person)) for person in people]


def open_to(case):
    return set(case.assignments.filter(state="open").values_list("person_id", flat=True))


def test_the_shipped_flow_moves_by_the_facts_and_finishes(district, cast):
    office, head = district.staff("school_administrator"), district.staff("principal")
    starter = cast[0][1]
    FACTS[1], FACTS[2] = {"days": 1}, {"days": 3}

    short, long = started(starter, district.school, subject_id=1), started(starter, district.school, subject_id=2)
    assert open_to(short) == open_to(long) == {office.pk}
    for case in (short, long):
        services.agree(actor=district.actor_of(office), case_id=case.pk, now=timezone.now())
        case.refresh_from_db()

    assert (short.state, long.state) == ("finished", "running")
    assert open_to(long) == {head.pk} and HEARD == [("finished", 1)]
    assert replays(short) and replays(long)
    assert "按条件不走“校长”" in "".join(line.then for line in history(short)) or short.finished_at


def test_everybody_signs_in_parallel_and_one_by_one(district, cast):
    (_, starter), (one, _a), (two, _b), (three, _c) = cast
    flow(district.school, step("all", [one, two], mode="all"), step("turn", [two, three], mode="turn"))
    case = started(starter, district.school)

    assert open_to(case) == {one.pk, two.pk}
    services.agree(actor=_b, case_id=case.pk, now=timezone.now())
    assert open_to(case) == {one.pk}
    services.agree(actor=_a, case_id=case.pk, now=timezone.now())
    assert open_to(case) == {two.pk}
    services.agree(actor=_b, case_id=case.pk, now=timezone.now())
    assert open_to(case) == {three.pk}
    services.agree(actor=_c, case_id=case.pk, now=timezone.now())

    case.refresh_from_db()
    assert case.state == "finished" and not open_to(case) and replays(case)


def test_a_second_press_changes_nothing(district, cast):
    (_, starter), (one, actor), (two, other), _last = cast
    flow(district.school, step("any", [one, two]), step("next", two))
    case = started(starter, district.school)
    services.agree(actor=actor, case_id=case.pk, turn=case.turn, now=timezone.now())

    for pressed in (actor, other):
        with pytest.raises(errors.Stale):
            services.agree(actor=pressed, case_id=case.pk, turn=case.turn, now=timezone.now())

    case.refresh_from_db()
    assert case.step == "next" and case.acts.count() == 2 and replays(case)


def test_returned_to_the_start_and_submitted_again(district, cast):
    (me, starter), (one, actor), (two, other), _last = cast
    flow(district.school, step("a", one), step("b", two))
    case = started(starter, district.school)
    services.agree(actor=actor, case_id=case.pk, now=timezone.now())

    services.return_to(actor=other, case_id=case.pk, step="start", opinion="日期写错了", now=timezone.now())
    assert open_to(case) == {me.pk} and HEARD == [("returned", 1)]
    services.agree(actor=starter, case_id=case.pk, now=timezone.now())
    assert open_to(case) == {one.pk}
    services.agree(actor=actor, case_id=case.pk, now=timezone.now())
    services.return_to(actor=other, case_id=case.pk, step="a", opinion="再看看", now=timezone.now())

    assert open_to(case) == {one.pk} and replays(case)
    assert [line.what for line in history(case)][2] == "退回到“发起”"


def test_added_before_and_after(district, cast):
    (_, starter), (one, actor), (two, before), (three, after) = cast
    flow(district.school, step("a", one))
    case = started(starter, district.school)
    now = timezone.now()

    services.add_sign(actor=actor, case_id=case.pk, where="after", people=[three.pk], now=now)
    services.add_sign(actor=actor, case_id=case.pk, where="before", people=[two.pk], now=now)
    assert open_to(case) == {two.pk}
    with pytest.raises(errors.NotYourTurn):
        services.agree(actor=actor, case_id=case.pk, now=now)
    with pytest.raises(errors.OnlyOpinion):
        services.refuse(actor=before, case_id=case.pk, opinion="不行", now=now)
    services.agree(actor=before, case_id=case.pk, opinion="可以", now=now)
    assert open_to(case) == {one.pk}
    services.agree(actor=actor, case_id=case.pk, now=now)
    assert open_to(case) == {three.pk}
    services.agree(actor=after, case_id=case.pk, now=now)

    case.refresh_from_db()
    assert case.state == "finished" and replays(case)


def test_handed_over_recalled_and_withdrawn(district, cast):
    (_me, starter), (one, actor), (two, other), (three, last) = cast
    flow(district.school, step("a", one), step("b", three))
    case = started(starter, district.school)
    now = timezone.now()
    services.hand_over(actor=actor, case_id=case.pk, person_id=two.pk, now=now)
    with pytest.raises(errors.NotYourTurn):
        services.agree(actor=actor, case_id=case.pk, now=now)
    services.agree(actor=other, case_id=case.pk, now=now)
    assert open_to(case) == {three.pk}

    with pytest.raises(errors.NotYours):
        services.recall(actor=actor, case_id=case.pk, now=now)
    services.recall(actor=other, case_id=case.pk, now=now)
    assert open_to(case) == {two.pk} and replays(case)
    services.agree(actor=other, case_id=case.pk, now=now)
    services.add_sign(actor=last, case_id=case.pk, where="after", people=[one.pk], now=now)
    with pytest.raises(errors.CannotRecall):
        services.recall(actor=other, case_id=case.pk, now=now)
    with pytest.raises(errors.NotYours):
        services.withdraw(actor=last, case_id=case.pk, now=now)
    services.withdraw(actor=starter, case_id=case.pk, now=now)

    case.refresh_from_db()
    assert case.state == "withdrawn" and not open_to(case) and replays(case)
    assert HEARD == [("withdrawn", 1)]


def test_sent_round_signed_and_reminded(district, cast, notices):
    (me, starter), (one, actor), (two, other), _last = cast
    flow(district.school, step("a", one))
    case = started(starter, district.school)
    now = timezone.now()
    services.circulate(actor=starter, case_id=case.pk, people=[two.pk], now=now)
    with pytest.raises(errors.AlreadyThere):
        services.circulate(actor=starter, case_id=case.pk, people=[two.pk], now=now)
    services.sign_read(actor=other, case_id=case.pk, now=now, opinion="知悉")
    with pytest.raises(errors.NothingToRead):
        services.sign_read(actor=other, case_id=case.pk, now=now)

    services.remind(actor=starter, case_id=case.pk, now=now)
    with pytest.raises(errors.RemindedLately):
        services.remind(actor=starter, case_id=case.pk, now=now + timedelta(hours=3))
    services.remind(actor=starter, case_id=case.pk, now=now + timedelta(hours=5))
    services.refuse(actor=actor, case_id=case.pk, opinion="人手不够", now=now)

    assert notices.titles(one.pk) == ["等您办理：林静请假（第a步）", "催办：林静请假", "催办：林静请假"]
    assert notices.titles(two.pk) == ["请您阅看：林静请假"]
    assert notices.titles(me.pk) == ["“林静请假”未获同意"]
    assert replays(case)


def test_a_deputy_acts_for_the_time_given_and_for_the_kinds_given(district, cast):
    (_, starter), (one, actor), (two, deputy), _last = cast
    flow(district.school, step("a", one))
    case = started(starter, district.school)
    now = timezone.now()
    with pytest.raises(errors.CaseNotFound):
        services.agree(actor=deputy, case_id=case.pk, now=now)

    given = services.delegate(
        actor=actor, deputy_id=two.pk, starts_on=district.on, ends_on=district.on, now=now, kinds=["sample.leave"]
    )
    services.agree(actor=deputy, case_id=case.pk, now=now, opinion="代签")
    part = case.assignments.get(number=2)
    services.cancel_delegation(actor=actor, delegation_id=given.pk, now=now)
    again = started(starter, district.school, subject_id=2)

    assert (part.person_id, part.done_by_id, part.is_on_behalf) == (one.pk, two.pk, True)
    assert f"{two.name}（代{one.name}）" in [line.who for line in history(case)]
    with pytest.raises(errors.CaseNotFound):
        services.agree(actor=deputy, case_id=again.pk, now=now)


def test_what_nobody_can_take_goes_to_the_administrator_and_says_so(district, cast):
    office = district.staff("school_administrator")
    flow(district.school, step("a", "grade_leader"))

    case = started(cast[0][1], district.school)

    assert open_to(case) == {office.pk}
    assert f"没有人可办，由{office.name}接手" in history(case)[0].then


def test_without_any_administrator_it_does_not_begin(district, cast):
    flow(district.school, step("a", "grade_leader"))

    with pytest.raises(errors.NobodyForStep):
        started(cast[0][1], district.school)


def test_what_waits_for_somebody_who_leaves_goes_on(district, cast, delivered_events):
    (_, starter), (one, _a), (two, _b), _last = cast
    office = district.staff("school_administrator")
    flow(district.school, step("a", [one, two], mode="turn"))
    case = started(starter, district.school)

    Posting.objects.filter(person=two).update(ends_on=district.on - timedelta(days=1))
    assert look_after_left(now=timezone.now()) == 1 == look_after_left(now=timezone.now()) + 1

    assert set(case.assignments.exclude(number=1).values_list("person_id", "state")) == {
        (one.pk, "open"),
        (two.pk, "handed_over"),
        (office.pk, "waiting"),
    }
    assert replays(case)


def test_the_log_and_published_versions_cannot_be_changed(district, cast):
    flow(district.school, step("a", cast[1][0]))
    started(cast[0][1], district.school)

    for change in (lambda: Act.objects.update(opinion="改"), lambda: FlowVersion.objects.update(number=9)):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()


def test_chosen_by_the_one_before(district, cast):
    (_, starter), (one, actor), (two, _b), _last = cast
    flow(district.school, step("a", one), step("b", {"kind": "chosen"}))
    case = started(starter, district.school)

    with pytest.raises(errors.PeopleNotChosen):
        services.agree(actor=actor, case_id=case.pk, now=timezone.now())
    services.agree(actor=actor, case_id=case.pk, chosen=[two.pk], now=timezone.now())

    assert open_to(case) == {two.pk} and replays(case)


def test_many_at_once_are_agreed_to_or_none(district, cast):
    (_, starter), (one, actor), *_rest = cast
    flow(district.school, step("a", one))
    cases = [started(starter, district.school, subject_id=number) for number in (1, 2)]
    flow(district.school, step("a", one), step("b", {"kind": "chosen"}))
    cases.append(started(starter, district.school, subject_id=3, title="要选人"))
    parts = [case.assignments.get(number=2).pk for case in cases]

    with pytest.raises(errors.NotAllAgreed, match="要选人"):
        services.agree_many(actor=actor, assignment_ids=parts, now=timezone.now())
    assert all(case.acts.count() == 1 for case in cases)
    assert services.agree_many(actor=actor, assignment_ids=parts[:2], now=timezone.now()) == 2


def test_a_case_is_not_started_twice(district, cast):
    flow(district.school, step("a", cast[1][0]))
    started(cast[0][1], district.school)

    with pytest.raises(errors.AlreadyRunning):
        started(cast[0][1], district.school)
