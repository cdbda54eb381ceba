"""A clerk registers a pupil with guardians by hand; what is wrong is said and nothing changes."""

import pytest
from django.urls import reverse

from xingtan.apps.registry.models import Finding
from xingtan.apps.registry.testing import build_scene, new_pupil_data
from xingtan.people.accounts.models import Account
from xingtan.people.persons.models import Person
from xingtan.people.roster.models import Enrolment, Guardianship
from xingtan.people.roster.testing import resident_id

pytestmark = pytest.mark.django_db
URL = "registry:pupil_add"


def test_a_pupil_with_a_guardian_is_registered_at_once():
    scene = build_scene()

    answer = scene.district.client_of("school_administrator").post(reverse(URL), new_pupil_data(scene))

    stay = Enrolment.objects.get(person__name="单于飞")
    guardian = Guardianship.objects.get(pupil=stay.person)
    assert answer["Location"] == reverse("registry:pupil", args=[stay.person_id])
    assert (stay.class_group_id, guardian.status, guardian.is_first_contact) == (
        scene.pupil.class_group_id,
        "confirmed",
        True,
    )
    assert Account.objects.filter(person__in=(stay.person_id, guardian.guardian_id)).count() == 2
    assert not Finding.objects.open().filter(person=stay.person).exists()


def test_without_a_guardian_the_pupil_is_registered_and_the_gap_is_found():
    scene = build_scene()
    data = {name: value for name, value in new_pupil_data(scene).items() if not name.startswith("guardian")}

    scene.district.client_of("school_administrator").post(reverse(URL), data)

    findings = Finding.objects.open().filter(person__name="单于飞")
    assert set(findings.values_list("kind", flat=True)) == {"guardian_missing"}


def test_a_guardian_registered_under_the_same_document_is_taken_not_doubled():
    scene = build_scene()
    number = resident_id(scene.guardianship.guardian.born_on, "1", 9)
    known = scene.district.person("单国强", sex="1", document=("1", number))

    data = new_pupil_data(scene, **{"guardian1-document_number": number})
    scene.district.client_of("school_administrator").post(reverse(URL), data)

    assert Guardianship.objects.get(pupil__name="单于飞").guardian == known


WRONG = {
    "wrong check digit": ({"document_number": "110105194912310021"}, "校验"),
    "a name of a megabyte": ({"name": "长" * 350_000}, "36"),
    "no name": ({"name": " "}, "必填"),
    "a sign no name has": ({"name": "单<于>飞"}, "姓名"),
    "born tomorrow": ({"born_on": "2999-01-01"}, "晚于今天"),
    "a day that is none": ({"born_on": "2014-02-30"}, "日期"),
    "a wrong student number": ({"student_number": "G123"}, "学籍号"),
    "a class that is not theirs": ({"class_group": "999999"}, ""),
    "a wrong phone": ({"guardian1-phone": "12"}, "手机号"),
    "a guardian without a name": ({"guardian1-name": ""}, "姓名"),
}


@pytest.mark.parametrize(("changes", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_said_and_nothing_changes(changes, sentence):
    scene = build_scene()
    before = (Person.objects.count(), Enrolment.objects.count(), Account.objects.count())
    client = scene.district.client_of("school_administrator")
    during = Person.objects.count(), Account.objects.count()

    answer = client.post(reverse(URL), new_pupil_data(scene, **changes))

    assert answer.status_code == 422
    assert "有" in (text := answer.content.decode()) and sentence in text
    assert (Person.objects.count(), Account.objects.count()) == during and Enrolment.objects.count() == before[1]


def test_a_document_registered_already_is_refused():
    scene = build_scene()
    client = scene.district.client_of("school_administrator")
    client.post(reverse(URL), new_pupil_data(scene))

    answer = client.post(reverse(URL), new_pupil_data(scene, name="单小飞"))

    assert answer.status_code == 422 and "已登记" in answer.content.decode()
    assert not Person.objects.filter(name="单小飞").exists()


def test_broken_utf8_is_refused():
    scene = build_scene()
    client = scene.district.client_of("school_administrator")

    answer = client.post(reverse(URL), b"name=%FF%FE", content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 400 and "无法识别的字符" in answer.content.decode()


def test_while_typing_a_duplicate_is_shown():
    scene = build_scene()
    client = scene.district.client_of("school_administrator")
    data = new_pupil_data(scene)
    client.post(reverse(URL), data)

    answer = client.post(reverse("registry:pupil_check"), data)

    assert "已登记" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [("school_administrator", 302), ("bureau_staff", 302), ("homeroom_teacher", 403), ("guardian", 403)],
)
def test_who_may_register_a_pupil(role, status):
    scene = build_scene()

    answer = scene.district.client_of(role).post(reverse(URL), new_pupil_data(scene))

    assert answer.status_code == status


def test_a_clerk_cannot_register_into_another_school():
    scene = build_scene()
    data = new_pupil_data(scene, class_group=scene.district.other_class.pk)

    answer = scene.district.client_of("school_administrator").post(reverse(URL), data)

    assert answer.status_code == 422 and not Person.objects.filter(name="单于飞").exists()
