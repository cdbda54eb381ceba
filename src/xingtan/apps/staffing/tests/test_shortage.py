"""学科余缺: what is needed by the plan, who is there, totals that reconcile, and the plan's versions."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from xingtan.apps.staffing import services
from xingtan.apps.staffing.models import WeeklyPlan
from xingtan.apps.staffing.selectors.planning import shortage
from xingtan.apps.staffing.testing import holder_client, make_staff

ALL = ("staffing.view", "staffing.manage")


@pytest.fixture
def clerk(district):
    return district.actor_of(district.staff("bureau_staff"))


@pytest.fixture
def lessons(district):
    """Six lessons of Chinese in each grade of a junior school, twelve for each teacher, from today on."""
    plan = WeeklyPlan.objects.create(name="试用方案", starts_on=district.on)
    for grade in (1, 2, 3):
        plan.lessons.create(stage="junior", grade=grade, subject_code="13", lessons=6)
    plan.loads.create(stage="junior", lessons=12)
    return plan


def cell(actor, district, subject="13"):
    return shortage(actor, district.on).cells[district.school.pk, subject]


def test_the_gap_is_who_is_there_less_who_is_needed(district, clerk, lessons):
    make_staff(district, subject_code="13")

    found = cell(clerk, district)

    assert (found.needed, found.there, found.gap) == (Decimal("0.5"), 1, Decimal("0.5"))


def test_who_is_on_leave_or_out_is_named_and_not_counted(district, clerk, lessons):
    make_staff(district, "沈若兰", subject_code="13", state="on_leave")
    out = make_staff(district, "顾行简", subject_code="13")
    district.staff("teacher", person=out.person, organisation=district.other_school, kind="support", subject_code="13")

    found = cell(clerk, district)
    guest = shortage(clerk, district.on).cells[district.other_school.pk, "13"]
    page = district.client_of("bureau_staff").get(f"/staffing/shortage/{district.school.pk}/13/").content.decode()

    assert found.there == 0 and guest.there == 1
    assert {person.name for person in found.people if person.reason} == {"沈若兰", "顾行简"}
    assert "不计入在岗" in page and "请假" in page


def test_totals_of_subjects_and_of_schools_are_the_same(district, clerk, lessons):
    make_staff(district, subject_code="13")
    make_staff(district, subject_code="14", organisation=district.other_school)

    found = shortage(clerk, district.on)

    total = found.total()
    for lines in (found.by_subject(), found.by_school()):
        assert sum(line.needed for line in lines) == total.needed
        assert sum(line.there for line in lines) == total.there == 2


def test_a_school_sees_only_its_own_numbers(district, lessons):
    client = district.client_of("school_administrator")

    assert client.get("/staffing/shortage/").status_code == 200
    assert client.get(f"/staffing/shortage/{district.other_school.pk}/13/").status_code == 404
    assert district.client_of("guardian").get("/staffing/shortage/").status_code == 403


def test_the_table_is_exported_with_its_total_and_an_entry(district, lessons, journal):
    make_staff(district, subject_code="13")

    text = district.client_of("bureau_staff").get("/staffing/shortage/", {"format": "csv"}).content.decode("utf-8-sig")

    assert text.splitlines()[-1].startswith("合计") and "语文" in text
    assert any(action == "tables.exported" for action, _object in journal())


@pytest.mark.parametrize(
    ("permissions", "at_bureau", "status"), [(ALL, True, 302), (ALL, False, 403), (ALL[:1], True, 403)]
)
def test_who_may_change_the_plan(district, permissions, at_bureau, status):
    client = holder_client(district, permissions, district.bureau if at_bureau else district.school)
    form = {"name": "本区方案", "starts_on": (district.on + timedelta(days=9)).isoformat(), "primary_1_13": "8"}
    form |= {f"load_{stage}": "12" for stage in ("kindergarten", "primary", "junior", "senior")}

    assert client.post("/staffing/plan/", form).status_code == status
    assert WeeklyPlan.objects.filter(name="本区方案").exists() is (status == 302)


def test_a_plan_in_force_is_not_changed(district, clerk, lessons):
    from xingtan.apps.staffing.errors import PlanTooEarly

    for day in (district.on, district.on - timedelta(days=400)):
        with pytest.raises(PlanTooEarly):
            services.save_plan(
                actor=clerk, name="改", starts_on=day, lessons={("junior", 1, "13"): Decimal(9)}, loads={}
            )

    assert cell(clerk, district).needed == Decimal("0.5")


def test_an_earlier_day_is_counted_by_the_plan_of_that_day(district, clerk, lessons):
    before = shortage(clerk, district.on - timedelta(days=1))

    assert before.plan.is_template and before.plan != lessons
