"""Correcting, moving and leaving: dates decide, history keeps what was, bulk acts can be taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from xingtan.apps.registry.testing import acts, build_scene, identity_data
from xingtan.kernel.tables.models import BulkRun
from xingtan.people.persons.models import DataConfirmation, Person
from xingtan.people.roster import services
from xingtan.people.roster.models import Enrolment

pytestmark = pytest.mark.django_db


def test_a_correction_shows_old_and_new_and_who():
    scene = build_scene()
    clerk = scene.district.staff("school_administrator", name="林知微")
    client = scene.district.client(clerk)

    client.post(*acts(scene)["pupil_edit"])

    text = client.get(reverse("registry:pupil_history", args=[scene.pupil.person_id])).content.decode()
    assert "曾子衿</del>" in text and "曾子矜</ins>" in text and "林知微" in text


def test_a_change_of_class_begins_on_its_day_and_the_day_before_stays_as_it_was():
    scene = build_scene()
    client = scene.district.client_of("school_administrator")
    card = reverse("registry:pupil", args=[scene.pupil.person_id])

    client.post(*acts(scene)["pupil_change_class"])

    tomorrow = (scene.day + timedelta(days=1)).isoformat()
    assert "七（1）班<" in client.get(card).content.decode()
    assert "七（2）班<" in client.get(card, {"on": tomorrow}).content.decode()


@pytest.mark.parametrize(
    ("act", "changes", "sentence"),
    [
        ("pupil_change_class", {"on": "2001-01-01"}, ""),
        ("pupil_change_class", {"class_group": "0"}, ""),
        ("pupil_end", {"on": "2001-01-01"}, "早于"),
        ("pupil_end", {"status": "in_school"}, ""),
        ("pupil_enrolment", {"student_number": "G12"}, "学籍号不对"),
        ("pupil_edit", {"document_number": "110105194912310021"}, "证件号码不对"),
        ("guardian_add", {"name": ""}, ""),
        ("guardian_add", {"phone": "1"}, "手机号不对"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(act, changes, sentence):
    scene = build_scene()
    url, data = acts(scene)[act]
    before = list(Enrolment.objects.order_by("pk").values())

    answer = scene.district.client_of("school_administrator").post(url, {**data, **changes})

    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert list(Enrolment.objects.filter(pk__lte=before[-1]["id"]).order_by("pk").values()) == before
    assert Person.objects.get(pk=scene.pupil.person_id).name == "曾子衿"


def test_who_left_is_on_another_tab():
    scene = build_scene()
    client = scene.district.client_of("school_administrator")

    client.post(*acts(scene)["pupil_end"])

    listed = client.get(reverse("registry:pupil_list"), {"view": "left"}).content.decode()
    assert "曾子衿" in listed and "转出" in listed


def test_many_change_class_at_once_and_it_is_taken_back():
    scene = build_scene()
    other = scene.district.pupil("乐知远", class_group=scene.pupil.class_group)
    client = scene.district.client_of("school_administrator")
    url = reverse("registry:pupil_list")
    chosen = {
        "act": "registry.change_class",
        "answered": "1",
        "id": [scene.pupil.pk, other.pk],
        "act-class_group": scene.parallel.pk,
        "act-on": scene.day.isoformat(),
        "act-basis": "均衡编班",
    }

    client.post(url, chosen)
    moved = set(Enrolment.objects.in_force(scene.day).values_list("class_group", flat=True))
    client.post(reverse("tables:run_undo", args=[BulkRun.objects.get().pk]))

    back = Enrolment.objects.in_force(scene.day).filter(person__in=(scene.pupil.person, other.person))
    assert moved == {scene.parallel.pk}
    assert set(back.values_list("class_group", "end_basis")) == {(scene.pupil.class_group_id, "")}
    assert back.count() == 2


def test_many_are_asked_to_check_their_data_and_nobody_twice():
    scene = build_scene()
    client = scene.district.client_of("homeroom_teacher")
    chosen = {
        "act": "registry.ask_confirmation",
        "answered": "1",
        "id": [scene.pupil.pk],
        "act-due_on": (scene.day + timedelta(days=7)).isoformat(),
        "act-reason": "学期初核对",
    }

    first = client.post(reverse("registry:pupil_list"), chosen)
    second = client.post(reverse("registry:pupil_list"), chosen)

    assert (first.status_code, second.status_code) == (302, 409)
    assert DataConfirmation.objects.filter(person=scene.pupil.person).count() == 1


def test_a_choice_of_own_and_others_pupils_is_a_conflict_that_says_how_many():
    scene = build_scene()
    district = scene.district
    homeroom, beside = district.somebody("homeroom_teacher"), district.pupil("曾子衿", class_group=scene.parallel)
    services.assign_teaching(
        actor=district.actor,
        person_id=homeroom.pk,
        class_group_id=scene.parallel.pk,
        subject_code="14",
        on=scene.day,
    )
    chosen = {"act": "registry.ask_confirmation", "id": [scene.pupil.pk, beside.pk]}

    answer = district.client(homeroom).post(reverse("registry:pupil_list"), chosen)

    assert (answer.status_code, answer["X-Error-Code"]) == (409, "tables.not_all_permitted")
    assert "选中的2条里有1条您不能“请家长核对”" in answer.content.decode()


@pytest.mark.parametrize(("role", "status"), [("homeroom_teacher", 404), ("principal", 404), ("bureau_staff", 302)])
def test_who_may_move_many(role, status):
    scene = build_scene()
    chosen = {
        "act": "registry.change_class",
        "answered": "1",
        "id": [scene.pupil.pk],
        "act-class_group": scene.parallel.pk,
        "act-on": scene.day.isoformat(),
        "act-basis": "均衡编班",
    }

    answer = scene.district.client_of(role).post(reverse("registry:pupil_list"), chosen)

    assert answer.status_code == status


def test_looking_at_a_number_needs_a_reason_and_is_journalled(journal):
    scene = build_scene()
    clerk = scene.district.client_of("school_administrator")
    url, data = acts(scene)["pupil_reveal"]

    without = clerk.post(url, {"reason": ""})
    with_reason = clerk.post(url, data)

    assert without.status_code == 422 and "事由" in without.content.decode()
    assert with_reason.content.decode().strip() == "13800001234"
    reads = [entry for entry in journal() if "read" in entry[0]]
    assert (reads[-1][1]) == str(scene.request.guardian_id)


def test_a_correction_that_ends_a_contradiction_ends_the_finding():
    scene = build_scene()
    client = scene.district.client_of("school_administrator")
    url = reverse("registry:pupil_edit", args=[scene.pupil.person_id])
    born_on = scene.pupil.person.born_on

    from xingtan.people.roster.testing import resident_id

    client.post(url, identity_data(scene, document_number=resident_id(born_on, "1", 3)))
    contradiction = client.get(reverse("registry:pupil", args=[scene.pupil.person_id])).content.decode()
    client.post(url, identity_data(scene, sex="1"))
    mended = client.get(reverse("registry:pupil", args=[scene.pupil.person_id])).content.decode()

    assert "与登记信息不一致" in contradiction and "与登记信息不一致" not in mended
