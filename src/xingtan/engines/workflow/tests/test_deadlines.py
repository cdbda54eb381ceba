"""A step is due after working days: weekends and holidays are left out, days made up count."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from xingtan.engines.workflow import services
from xingtan.engines.workflow.testing import flow, started, step
from xingtan.people.roster import services as roster
from xingtan.people.roster.selectors import working_day_after


@pytest.fixture
def calendar(district):
    """National Day week of 2026: off from 1 to 7 October, 10 October (a Saturday) made up."""
    for day in range(1, 8):
        roster.set_calendar_day(actor=district.actor, day=date(2026, 10, day), kind="holiday", name="国庆")
    roster.set_calendar_day(actor=district.actor, day=date(2026, 10, 10), kind="make_up", name="补班")
    roster.set_calendar_day(
        actor=district.actor,
        day=date(2026, 10, 8),
        kind="holiday",
        name="校庆",
        organisation_id=district.other_school.pk,
    )


@pytest.mark.parametrize(
    ("on", "days", "due"),
    [
        (date(2026, 9, 28), 1, date(2026, 9, 29)),
        (date(2026, 9, 25), 1, date(2026, 9, 28)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 9, 30), 4, date(2026, 10, 12)),
    ],
)
def test_working_days(district, calendar, on, days, due):
    assert working_day_after(on, days, path=district.school.path) == due


def test_a_school_s_own_day_off_counts_for_it_alone(district, calendar):
    assert working_day_after(date(2026, 9, 30), 1, path=district.other_school.path) == date(2026, 10, 9)


def test_the_part_and_the_to_do_carry_the_day(district, calendar):
    me, owner = district.staff("teacher"), district.staff("teacher")
    flow(district.school, step("a", owner, days=1), step("b", owner))
    now = datetime(2026, 9, 30, 9, tzinfo=ZoneInfo("Asia/Shanghai"))

    case = started(district.actor_of(me), district.school, now=now)

    assert case.assignments.get(number=2).due_on == date(2026, 10, 8)
    client: Client = district.client(owner)
    assert "林静请假" in client.get("/todo/").content.decode()
    services.agree(actor=district.actor_of(owner), case_id=case.pk, now=now)
    assert case.assignments.get(number=3).due_on is None
