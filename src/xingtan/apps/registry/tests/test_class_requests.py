"""The homeroom teacher and the families of the class: requests side by side, the code, reminders, notices."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from xingtan.apps.registry.services.reminders import remind_of_requests
from xingtan.apps.registry.testing import acts, build_scene
from xingtan.kernel.audit.models import AuditEntry
from xingtan.kernel.notices.models import Recipient
from xingtan.people.persons.services import set_phone
from xingtan.people.roster.models import ClassGroup, Guardianship

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return build_scene()


def requests_url(scene):
    return reverse("registry:class_requests", args=[scene.pupil.class_group_id])


def told(person):
    return list(Recipient.objects.filter(person_id=person.pk).values_list("notice__title", "notice__body"))


def test_requests_stand_beside_what_the_school_holds_with_phones_masked(scene):
    set_phone(actor=scene.district.actor, person_id=scene.guardianship.guardian_id, phone="13800001234")

    page = scene.district.client_of("homeroom_teacher").get(requests_url(scene)).content.decode()

    assert "曾国安" in page and "柳如烟" in page and "同号码" in page
    assert "13800001234" not in page and "138****1234" in page


def test_those_with_a_proved_phone_and_nothing_odd_are_ticked_beforehand(scene):
    client = scene.district.client_of("homeroom_teacher")
    Guardianship.objects.filter(pk=scene.request.pk).update(is_phone_proved=True)
    scene.request.guardian.sex = "1"
    scene.request.guardian.save()
    plain = client.get(requests_url(scene)).content.decode()
    Guardianship.objects.filter(pk=scene.request.pk).update(relation="mother")
    odd = client.get(requests_url(scene)).content.decode()

    ticked = f'value="{scene.request.pk}" checked'
    assert ticked in plain and ticked not in odd
    assert "登记的性别与所选关系不符" in odd


def test_many_are_confirmed_at_once_and_each_is_told(scene):
    second = scene.district.pupil("曾子建")
    from xingtan.people.roster.services import request_guardianship

    other = request_guardianship(
        guardian_id=scene.request.guardian_id,
        pupil_id=second.person_id,
        relation="father",
        on=scene.day,
        now=timezone.now(),
    )
    client = scene.district.client_of("homeroom_teacher")

    done = client.post(requests_url(scene), {"request": [scene.request.pk, other.pk]}, follow=True)

    assert "已确认2位监护人" in done.content.decode()
    assert set(Guardianship.objects.filter(guardian=scene.request.guardian).values_list("status", flat=True)) == {
        "confirmed"
    }
    assert sorted(title for title, _body in told(scene.request.guardian)) == [
        "学校已确认您是曾子建的监护人",
        "学校已确认您是曾子衿的监护人",
    ]
    assert AuditEntry.objects.filter(action="guardianship.confirmed").count() == 2


def test_another_classs_request_is_not_confirmed_along(scene):
    other = scene.district.pupil("乐知远", class_group=scene.parallel)
    from xingtan.people.roster.services import request_guardianship

    elsewhere = request_guardianship(
        guardian_id=scene.request.guardian_id,
        pupil_id=other.person_id,
        relation="father",
        on=scene.day,
        now=timezone.now(),
    )
    client = scene.district.client_of("school_administrator")

    client.post(requests_url(scene), {"request": [elsewhere.pk, "x", "99999999"]})

    elsewhere.refresh_from_db()
    assert elsewhere.status == "requested"


def test_a_refusal_and_a_return_reach_the_guardian_with_the_reason(scene):
    client, guardian = scene.district.client_of("homeroom_teacher"), scene.request.guardian
    url, _data = acts(scene)["guardianship_decide"]

    without = client.post(url, {"decision": "return", "note": ""})
    client.post(url, {"decision": "return", "note": "姓名请写身份证上的全名"})
    page = scene.district.client(guardian).get("/account/wards/").content.decode()

    scene.request.refresh_from_db()
    assert without.status_code == 422 and "请写明要补正什么" in without.content.decode()
    assert scene.request.status == "returned" and "姓名请写身份证上的全名" in page and "去补正" in page
    assert ("请补正成为曾子衿监护人的申请", "姓名请写身份证上的全名") in told(guardian)


def test_the_guardian_puts_it_right_and_the_teacher_decides_anew(scene):
    teacher, guardian = scene.district.client_of("homeroom_teacher"), scene.district.client(scene.request.guardian)
    url, data = acts(scene)["guardianship_decide"]
    teacher.post(url, {"decision": "return", "note": "姓名请写全"})
    mend = reverse("gateway:request_amend", args=[scene.request.pk])

    bad = guardian.post(mend, {"name": "曾1", "relation": "father"})
    guardian.post(mend, {"name": "曾国安民", "relation": "grandfather", "note": "已改"})
    teacher.post(url, data)

    scene.request.refresh_from_db()
    assert bad.status_code == 422 and scene.request.status == "confirmed"
    assert scene.request.guardian.name == "曾国安民" and scene.request.relation == "grandfather"
    assert guardian.get(mend).status_code == 404


def test_a_request_can_be_taken_back_only_by_whoever_made_it(scene):
    url = reverse("gateway:request_withdraw", args=[scene.request.pk])

    stranger = scene.district.client(scene.guardianship.guardian).post(url)
    own = scene.district.client(scene.request.guardian).post(url)

    scene.request.refresh_from_db()
    assert stranger.status_code == 404 and own.status_code == 302 and scene.request.status == "ended"


def test_the_class_code_is_shown_large_with_a_qr_and_a_new_one_kills_the_old(scene):
    teacher, home = scene.district.client_of("homeroom_teacher"), scene.pupil.class_group
    page = teacher.get(reverse("registry:class_code", args=[home.pk])).content.decode()
    teacher.post(*acts(scene)["class_code_renew"])

    old = scene.district.client_of("citizen").post("/join/", {"code": home.join_code})

    assert home.join_code in page and "<svg" in page and "有效至" in page
    assert old.status_code == 422 and AuditEntry.objects.filter(action="class_code.renewed").exists()


def test_an_expired_code_says_so_to_the_teacher(scene, settings):
    ClassGroup.objects.update(join_code_on=scene.day - timedelta(days=settings.CLASS_CODE_DAYS + 1))

    page = scene.district.client_of("homeroom_teacher").get(
        reverse("registry:class_code", args=[scene.pupil.class_group_id])
    )

    assert "已经过期" in page.content.decode()


@pytest.mark.parametrize(
    ("days", "teacher_told", "clerk_told"),
    [(0, 0, 0), (2, 0, 0), (3, 1, 0), (5, 0, 0), (7, 1, 1), (14, 1, 1)],
)
def test_old_requests_are_reminded_of_first_the_teacher_then_the_school(scene, days, teacher_told, clerk_told):
    teacher = scene.district.staff("homeroom_teacher")
    clerk = scene.district.staff("school_administrator")
    Guardianship.objects.filter(pk=scene.request.pk).update(requested_on=scene.day - timedelta(days=days))

    for _twice in range(2):
        remind_of_requests(now=timezone.now())

    assert (len(told(teacher)), len(told(clerk))) == (teacher_told, clerk_told)
