"""Terms and the calendar: the bureau writes for all, a school for itself."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from xingtan.people.organisations import services as organisations
from xingtan.people.roster import services
from xingtan.people.roster.models import CalendarDay, Term
from xingtan.people.roster.testing import build_district

pytestmark = pytest.mark.django_db
TERM = {"starts_in": 2025, "ordinal": 1, "starts_on": "2025-09-01", "ends_on": "2026-01-23"}
NATIONAL_DAY = {"day": "2025-10-01", "kind": "holiday", "name": "国庆节"}
MAKE_UP = {"day": "2025-10-11", "kind": "make_up", "name": "国庆调休", "follows_weekday": "3"}


def test_the_month_shows_weeks_holidays_and_days_made_up():
    district = build_district()
    bureau = district.client_of("bureau_staff")
    bureau.post(reverse("registry:term_add"), TERM)
    for day in (NATIONAL_DAY, MAKE_UP):
        bureau.post(reverse("registry:day_add"), day)

    page = district.client_of("guardian").get(reverse("registry:calendar"), {"month": "2025-10"}).content.decode()

    assert "国庆节" in page and "按星期3上课" in page and "第5周" in page and "第6周" in page


@pytest.mark.parametrize(
    ("role", "status"),
    [("bureau_staff", 302), ("school_administrator", 403), ("teacher", 403), ("guardian", 403), ("bureau_leader", 403)],
)
def test_who_may_set_terms(role, status):
    district = build_district()

    assert district.client_of(role).post(reverse("registry:term_add"), TERM).status_code == status


def test_a_schools_event_is_its_own():
    district = build_district()
    clerk = district.client_of("school_administrator")

    clerk.post(reverse("registry:day_add"), {"day": "2025-10-17", "kind": "event", "name": "秋季运动会"})

    url, month = reverse("registry:calendar"), {"month": "2025-10"}
    assert CalendarDay.objects.get().organisation == district.school
    assert "秋季运动会" in clerk.get(url, month).content.decode()
    other = district.client_of("school_administrator", organisation=district.other_school)
    assert "秋季运动会" not in other.get(url, month).content.decode()


def test_a_school_cannot_remove_what_the_bureau_wrote():
    district = build_district()
    district.client_of("bureau_staff").post(reverse("registry:day_add"), NATIONAL_DAY)
    url = reverse("registry:day_remove", args=[CalendarDay.objects.get().pk])

    refused = district.client_of("school_administrator").post(url)
    done = district.client_of("bureau_staff").post(url)

    assert (refused.status_code, done.status_code, CalendarDay.objects.count()) == (403, 302, 0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends_on": "2025-08-30"}, "早于"),
        ({"starts_on": "2024-01-01"}, "之间"),
        ({"starts_in": "1"}, ""),
        ({"starts_on": "2025-13-01"}, ""),
    ],
)
def test_what_is_wrong_about_a_term_is_said(changes, sentence):
    district = build_district()

    answer = district.client_of("bureau_staff").post(reverse("registry:term_add"), {**TERM, **changes})

    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Term.objects.exists()


def test_terms_do_not_overlap_and_other_dates_move_the_weeks():
    district = build_district()
    bureau = district.client_of("bureau_staff")
    bureau.post(reverse("registry:term_add"), TERM)
    second = {"starts_in": 2025, "ordinal": 2, "starts_on": "2026-01-20", "ends_on": "2026-07-03"}

    overlapping = bureau.post(reverse("registry:term_add"), second)
    edit = reverse("registry:term_edit", args=[Term.objects.get().pk])
    bureau.post(edit, {"starts_on": "2025-09-08", "ends_on": "2026-01-23"})

    assert overlapping.status_code == 422 and "重叠" in overlapping.content.decode()
    assert Term.objects.get().first_week_on == date(2025, 9, 8)


def test_a_day_made_up_says_which_lessons_it_takes():
    district = build_district()

    answer = district.client_of("bureau_staff").post(reverse("registry:day_add"), {**MAKE_UP, "follows_weekday": ""})

    assert answer.status_code == 422 and "按星期几上课" in answer.content.decode()


def test_a_familys_calendar_opens_on_the_eldest_childs_school_and_the_region_can_be_chosen():
    district = build_district()
    younger = district.pupil(class_group=district.class_group, born_on=date(2013, 5, 1))
    elder = district.pupil(class_group=district.other_class, born_on=date(2012, 5, 1))
    guardian = district.guardian(elder).guardian
    services.add_guardian(
        actor=district.actor,
        guardian_id=guardian.pk,
        pupil_id=younger.person_id,
        relation="mother",
        on=district.on,
        now=timezone.now(),
    )
    client, url = district.client(guardian), reverse("registry:calendar")

    opened, region = client.get(url), client.get(url, {"school": ""})

    assert (opened.context["school"], region.context["school"]) == (district.other_school, None)
    assert opened.context["schools"] == [district.other_school, district.school]
    assert '&amp;school="' in region.content.decode()  # the next month stays with the region


@pytest.mark.parametrize(("role", "opens_at_home"), [("principal", True), ("bureau_staff", False)])
def test_a_school_with_a_teaching_point_opens_its_own_calendar(role, opens_at_home):
    district = build_district()
    organisations.create_organisation(
        actor=district.actor,
        parent_id=district.school.pk,
        kind="school",
        name="测试区第一学校东教学点",
        on=date(2020, 9, 1),
        school_kind="218",
        code="3132000009",
        is_teaching_point=True,
    )

    page = district.client_of(role).get(reverse("registry:calendar"))

    assert len(page.context["schools"]) > 1
    assert page.context["school"] == (district.school if opens_at_home else None)
