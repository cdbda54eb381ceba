"""Guardians and pupils: their own pages, and requests that the school decides."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from xingtan.apps.registry.selectors.words import class_span
from xingtan.apps.registry.testing import acts, build_scene
from xingtan.people.roster.models import Guardianship

pytestmark = pytest.mark.django_db


def test_a_guardian_sees_the_child_and_nobody_elses():
    scene = build_scene()
    other = scene.district.pupil("乐知远", class_group=scene.pupil.class_group)
    client = scene.district.client(scene.guardianship.guardian)

    page = client.get(reverse("registry:ward_list")).content.decode()

    assert "曾子衿" in page and "七（1）班" in page and "乐知远" not in page
    assert client.get(reverse("registry:ward", args=[scene.pupil.person_id])).status_code == 200
    assert client.get(reverse("registry:ward", args=[other.person_id])).status_code == 404


def test_who_has_only_asked_sees_nothing_yet():
    scene = build_scene()
    client = scene.district.client(scene.request.guardian)

    page = client.get(reverse("registry:ward_list")).content.decode()

    assert "还没有已确认的孩子" in page and "曾子衿" not in page
    assert client.get(reverse("registry:ward", args=[scene.pupil.person_id])).status_code == 404


def test_a_confirmed_request_opens_the_childs_page_and_the_log_says_who():
    scene = build_scene()
    homeroom = scene.district.staff("homeroom_teacher", name="林知微")

    scene.district.client(homeroom).post(*acts(scene)["guardianship_decide"])

    guardian = scene.district.client(scene.request.guardian)
    log = scene.district.client(homeroom).get(reverse("registry:guardianship", args=[scene.request.pk]))
    assert guardian.get(reverse("registry:ward", args=[scene.pupil.person_id])).status_code == 200
    assert "林知微" in log.content.decode() and "提出申请" in log.content.decode()


def test_a_refusal_says_why():
    scene = build_scene()
    client = scene.district.client_of("homeroom_teacher")
    url, _data = acts(scene)["guardianship_decide"]

    without = client.post(url, {"decision": "refuse", "note": ""})
    client.post(url, {"decision": "refuse", "note": "电话核实不是本人"})

    scene.request.refresh_from_db()
    assert without.status_code == 422 and "请写明原因" in without.content.decode()
    assert scene.request.status == "refused"


def test_what_looks_odd_about_a_request_is_said():
    scene = build_scene()
    Guardianship.objects.filter(pk=scene.request.pk).update(relation="mother")
    scene.request.guardian.sex = "1"
    scene.request.guardian.save()

    page = scene.district.client_of("homeroom_teacher").get(reverse("registry:guardianship", args=[scene.request.pk]))

    assert "性别与所选关系不符" in page.content.decode() and "相同关系" in page.content.decode()


def test_after_the_end_the_child_is_no_longer_shown():
    scene = build_scene()

    scene.district.client_of("school_administrator").post(*acts(scene)["guardianship_end"])

    scene.guardianship.refresh_from_db()
    assert scene.guardianship.status == "ended"


def test_dates_that_are_reversed_are_refused():
    scene = build_scene()
    url, data = acts(scene)["guardianship_end"]

    answer = scene.district.client_of("school_administrator").post(url, {**data, "on": "2001-01-01"})

    assert answer.status_code == 422 and "早于" in answer.content.decode()


def test_a_pupil_sees_the_own_page_and_no_card():
    scene = build_scene()
    client = scene.district.client(scene.pupil.person)

    page = client.get(reverse("registry:me")).content.decode()

    assert "曾子衿" in page and "七（1）班" in page
    assert scene.district.client_of("teacher").get(reverse("registry:me")).status_code == 404


def test_the_short_card_hides_what_is_personal_from_a_subject_teacher():
    scene = build_scene()
    scene.district.client_of("school_administrator").post(*acts(scene)["class_teaching_add"])

    page = scene.district.client(scene.teacher).get(reverse("registry:pupil", args=[scene.pupil.person_id]))

    assert page.status_code == 200
    assert "柳如烟" not in page.content.decode() and "出生日期" not in page.content.decode()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "shown"),
    [
        (date(2024, 9, 1), None, "四（1）班—六（1）班"),
        (date(2026, 9, 1), None, "六（1）班"),
        (date(2021, 9, 1), date(2024, 8, 31), "一（1）班—三（1）班"),
    ],
    ids=["moved-up", "this-year", "over"],
)
def test_a_stay_is_named_by_what_its_class_was_called_first_and_last(starts_on, ends_on, shown):
    class_group = SimpleNamespace(name_in=lambda year: f"{'一二三四五六'[year - 2021]}（1）班")
    stay = SimpleNamespace(class_group=class_group, starts_on=starts_on, ends_on=ends_on)

    assert class_span(stay, date(2026, 11, 22)) == shown
