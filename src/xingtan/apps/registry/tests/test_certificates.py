"""Certificates of enrolment: numbered by school and year, worded as an office would, checked by anybody."""

import pytest
from django.urls import reverse

from xingtan.apps.registry.models import Certificate
from xingtan.apps.registry.testing import build_scene
from xingtan.kernel.audit.models import AuditEntry
from xingtan.people.persons import services as persons
from xingtan.people.roster import services as roster
from xingtan.people.roster.testing import resident_id

pytestmark = pytest.mark.django_db


def issued(scene, person_id=None, client=None):
    client = client or scene.district.client_of("school_administrator")
    url = reverse("registry:certificate_issue", args=[person_id or scene.pupil.person_id])
    return client, client.post(url, {"purpose": "办理居住证"})


def test_numbers_run_by_school_and_year():
    scene = build_scene()
    client, _answer = issued(scene)
    issued(scene, scene.district.pupil().person_id, client)
    elsewhere = scene.district.pupil(class_group=scene.district.other_class)

    issued(scene, elsewhere.person_id, scene.district.client_of("bureau_staff"))

    numbers = list(Certificate.objects.order_by("pk").values_list("organisation_id", "serial"))
    assert [serial for _school, serial in numbers] == [1, 2, 1]
    assert Certificate.objects.first().number.startswith(f"〔{scene.day.year}〕第000")


def test_the_paper_says_what_is_certified_with_numbers_masked_and_who_opened_it_is_known():
    scene = build_scene()
    person = scene.pupil.person
    number = resident_id(person.born_on, person.sex, 12)
    persons.set_document(actor=scene.district.actor, person_id=person.pk, kind="1", number=number)

    client, answer = issued(scene)
    page = client.get(answer["Location"]).content.decode()

    assert "兹证明曾子衿" in page and "特此证明" in page and "在 读 证 明" in page
    assert number not in page and number[:6] in page and "<svg" in page
    assert AuditEntry.objects.filter(action="enrolment_certificate.opened", detail__purpose="办理居住证").exists()


def test_anybody_may_check_it_and_learns_no_more_than_needed(client):
    scene = build_scene()
    issued(scene)
    paper = Certificate.objects.get()

    page = client.get(reverse("registry:certificate_verify", args=[paper.verify_code])).content.decode()

    assert "证明属实" in page and "曾*衿" in page and scene.pupil.organisation.name in page
    assert "曾子衿" not in page and "办理居住证" not in page and paper.class_name not in page


def test_a_certificate_of_who_has_left_is_not_valid_any_more(client):
    scene = build_scene()
    issued(scene)
    url = reverse("registry:certificate_verify", args=[Certificate.objects.get().verify_code])
    roster.end_enrolment(actor=scene.district.actor, enrolment_id=scene.pupil.pk, on=scene.day, status="transferred")

    page = client.get(url).content.decode()

    assert "证明属实" not in page and "该生现已不在该校" in page


def test_a_void_one_says_so(client):
    scene = build_scene()
    clerk, _answer = issued(scene)
    paper = Certificate.objects.get()

    clerk.post(reverse("registry:certificate_revoke", args=[paper.pk]))

    page = client.get(reverse("registry:certificate_verify", args=[paper.verify_code])).content.decode()
    assert "已由学校作废" in page


def test_a_code_that_nobody_issued_is_not_there(client):
    answer = client.get(reverse("registry:certificate_verify", args=["2222333344445555"]))

    assert answer.status_code == 404 and "没有这份证明" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "elsewhere", "statuses"),
    [
        ("school_administrator", False, {200, 302}),
        ("bureau_staff", False, {200, 302}),
        ("principal", False, {404}),
        ("homeroom_teacher", False, {404}),
        ("school_administrator", True, {404}),
        ("citizen", False, {404}),
    ],
)
def test_who_may_open_and_revoke_one(role, elsewhere, statuses):
    scene = build_scene()
    issued(scene)
    paper = Certificate.objects.get()
    place = {"organisation": scene.district.other_school} if elsewhere else {}
    client = scene.district.client_of(role, **place)

    answers = {
        client.get(reverse("registry:certificate", args=[paper.pk])).status_code,
        client.post(reverse("registry:certificate_revoke", args=[paper.pk])).status_code,
    }

    assert answers <= statuses
