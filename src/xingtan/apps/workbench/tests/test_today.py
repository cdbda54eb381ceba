"""The sentence of the day: who has a child at school, who works there, who has neither."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from xingtan.apps.workbench.selectors.calendar import Audience, today_of
from xingtan.people.roster import services as roster
from xingtan.people.roster.data import DayKind
from xingtan.people.roster.models import CalendarDay

MONDAY, SUNDAY, HOLIDAY, EVENT = date(2026, 11, 23), date(2026, 11, 22), date(2027, 1, 1), date(2026, 11, 24)
WEEK: Any = SimpleNamespace(
    number=12,
    term=SimpleNamespace(ordinal=1, ends_on=date(2027, 1, 22), school_year=SimpleNamespace(starts_in=2026)),
)


@pytest.fixture
def named_days(db):
    CalendarDay.objects.create(day=HOLIDAY, kind=DayKind.HOLIDAY, name="元旦")
    CalendarDay.objects.create(day=EVENT, kind=DayKind.SCHOOL_EVENT, name="家长开放日")


@pytest.mark.parametrize(
    ("on", "family", "staff", "public"),
    [
        (MONDAY, "今天上学", "今天学校上课", "今天星期一"),
        (SUNDAY, "今天星期日，不用上学", "今天星期日，学校不上课", "今天星期日"),
        (HOLIDAY, "今天元旦，放假", "今天元旦，放假", "今天元旦"),
        (EVENT, "今天家长开放日，要上学", "今天家长开放日，学校上课", "今天星期二"),
    ],
    ids=["school-day", "weekend", "holiday", "event"],
)
def test_everybody_is_told_the_day_in_words_that_fit(named_days, on, family, staff, public):
    said = [
        today_of(on=on, week=WEEK, organisation_id=None, audience=audience).sentence
        for audience in (Audience.FAMILY, Audience.STAFF, Audience.PUBLIC)
    ]

    assert said == [family, staff, public]


def test_a_citizen_reads_nothing_of_school_and_a_guardian_finds_the_childs_page(district):
    citizen = district.client_of("citizen").get("/").content.decode()
    ward = district.pupil("赵一诺")
    guardian = district.client(district.guardian(ward).guardian).get("/").content.decode()

    assert "上学" not in citizen.split('id="home-lead"')[1].split("</h1>")[0]
    assert f'href="/registry/wards/{ward.person_id}/" class="xt-lead-link' in guardian
    assert "/account/wards/" in guardian and "/registry/terms/" in guardian


def test_who_waits_to_be_confirmed_reads_so_on_a_page_for_families(district):
    ward = district.pupil("赵一诺")
    asking = district.person("钱安和", born_on=date(1961, 3, 4))
    roster.request_guardianship(
        guardian_id=asking.pk, pupil_id=ward.person_id, relation="grandmother", on=district.on, now=timezone.now()
    )

    page = district.client(asking).get("/").content.decode()

    assert "等班主任答复，答复前看不到孩子的资料" in page
    assert "xt-bottom" in page and "等您办" not in page
