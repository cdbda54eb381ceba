"""Empty fields are counted, open to their pupils, and are filled in a grid."""

import pytest
from django.urls import reverse

from xingtan.apps.registry.selectors import gaps
from xingtan.apps.registry.testing import build_scene
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import Enrolment, PupilFacts

pytestmark = pytest.mark.django_db


def actor_and_client(scene, role="school_administrator"):
    person = scene.district.staff(role)
    return scene.district.actor_of(person), scene.district.client(person)


def test_every_gap_counts_as_many_as_it_opens_to():
    scene = build_scene()
    scene.district.pupil(ethnic_code="01")
    actor, _client = actor_and_client(scene)
    roster.set_pupil_facts(
        actor=actor, person_id=scene.pupil.person_id, facts={"is_only_child": True, "health_code": "X1"}
    )

    total, found = gaps.counted(actor)
    counts = {gap.code: count for gap, count in found}

    assert total == 2 and counts["is_only_child"] == counts["health_code"] == counts["ethnic_code"] == 1
    assert all(gaps.stays_with(actor, gap).count() == count for gap, count in found)


@pytest.mark.parametrize(
    ("code", "typed", "kept"),
    [
        ("ethnic_code", "05", lambda stay: stay.person.ethnic_code == "05"),
        ("seat_number", "7", lambda stay: stay.seat_number == 7),
        ("is_only_child", "0", lambda stay: stay.person.pupil_facts.is_only_child is False),
        ("health_code", "X1", lambda stay: stay.person.pupil_facts.sealed_facts == {"health_code": "X1"}),
        ("address", "杏花街七号", lambda stay: stay.person.address == "杏花街七号"),
    ],
)
def test_a_gap_is_filled_in_the_grid(code, typed, kept):
    scene = build_scene()
    _actor, client = actor_and_client(scene)

    answer = client.post(reverse("registry:gap_fill", args=[code]), {f"p{scene.pupil.person_id}": typed})

    assert answer.status_code == 302
    assert kept(Enrolment.objects.select_related("person__pupil_facts").get(pk=scene.pupil.pk))


def test_a_wrong_value_is_told_in_its_row_and_the_others_are_kept():
    scene = build_scene()
    other = scene.district.pupil()
    _actor, client = actor_and_client(scene)

    answer = client.post(
        reverse("registry:gap_fill", args=["birthplace_code"]),
        {f"p{scene.pupil.person_id}": "12", f"p{other.person_id}": "320411"},
    )

    assert answer.status_code == 422 and "应为6位数字" in answer.content.decode()
    assert list(PupilFacts.objects.values_list("person_id", "birthplace_code")) == [(other.person_id, "320411")]


def test_the_page_lists_gaps_and_leads_to_the_grid():
    scene = build_scene()
    _actor, client = actor_and_client(scene)

    page = client.get(reverse("registry:gap_list")).content.decode()

    assert reverse("registry:gap_fill", args=["health_code"]) in page


@pytest.mark.parametrize(
    ("role", "elsewhere", "status"),
    [
        ("school_administrator", False, 302),
        ("bureau_staff", False, 302),
        ("principal", False, 403),
        ("homeroom_teacher", False, 403),
        ("citizen", False, 403),
    ],
)
def test_who_may_fill(role, elsewhere, status):
    scene = build_scene()

    answer = scene.district.client_of(role).post(
        reverse("registry:gap_fill", args=["ethnic_code"]), {f"p{scene.pupil.person_id}": "05"}
    )

    assert answer.status_code == status


def test_another_schools_pupil_is_not_filled():
    scene = build_scene(is_other=True)
    _actor, client = actor_and_client(scene)

    client.post(reverse("registry:gap_fill", args=["ethnic_code"]), {f"p{scene.pupil.person_id}": "05"})

    scene.pupil.person.refresh_from_db()
    assert scene.pupil.person.ethnic_code == ""
