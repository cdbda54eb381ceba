"""Letters: who may write to whom, receipts, reminders."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from xingtan.apps.workbench import services
from xingtan.apps.workbench.models import Letter
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.notices.api import Recipient

NEW = "/notices/new/"


def letter(district, **changes):
    return {
        "token": uuid4().hex,
        "scope_path": district.class_group.path,
        "audiences": ["guardians"],
        "title": "家长会",
        "body": "周五下午举行。",
        "receipt_by": (district.on + timedelta(days=2)).isoformat(),
        **changes,
    }


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("homeroom_teacher", 302),
        ("principal", 302),
        ("school_administrator", 302),
        ("bureau_staff", 422),
        ("teacher", 403),
        ("guardian", 403),
        ("student", 403),
        ("citizen", 403),
    ],
)
def test_who_may_write_to_the_guardians_of_a_class(district, role, status):
    guardian = district.guardian(district.pupil("赵一诺")).guardian
    form = letter(district)

    response = district.client_of(role).post(NEW, form)

    assert response.status_code == status
    assert Recipient.objects.filter(person_id=guardian.pk).exists() is (status == 302)


def test_another_schools_class_is_no_choice(district):
    district.guardian(district.pupil(class_group=district.other_class))

    response = district.client_of("homeroom_teacher").post(NEW, letter(district, scope_path=district.other_class.path))

    assert response.status_code == 422
    assert not Letter.objects.exists()
    actor = district.actor_of(district.somebody("homeroom_teacher"))
    with pytest.raises(NotPermitted):
        services.send_letter(
            actor=actor,
            token=uuid4().hex,
            scope_path=district.other_class.path,
            audiences=["guardians"],
            title="家长会",
            body="周五",
            now=timezone.now(),
        )


def test_the_bureau_writes_to_everybody_and_citizens_too(district):
    citizen, teacher = district.somebody("citizen"), district.somebody("teacher")
    form = letter(district, scope_path=district.bureau.path, audiences=["staff", "citizens"])

    district.client_of("bureau_staff").post(NEW, form)

    told = set(Recipient.objects.values_list("person_id", flat=True))
    assert {citizen.pk, teacher.pk} <= told


def test_the_page_says_beforehand_how_many_are_reached(district):
    district.guardian(district.pupil())
    client = district.client_of("homeroom_teacher")

    words = client.get("/notices/new/count/", {"scope_path": district.class_group.path, "audiences": ["guardians"]})
    nobody = client.get("/notices/new/count/", {"scope_path": district.class_group.path, "audiences": []})

    assert "1人" in words.content.decode()
    assert nobody.content.decode().strip() == ""


def test_sending_twice_tells_once(district):
    district.guardian(district.pupil())
    client, form = district.client_of("homeroom_teacher"), letter(district)

    first, second = client.post(NEW, form), client.post(NEW, form)

    assert first["Location"] == second["Location"]
    assert Letter.objects.count() == 1 and Recipient.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"receipt_by": "2020-01-01"}, "已经过去"),
        ({"audiences": ["students"]}, "没有符合的人"),
        ({"title": ""}, "必填"),
        ({"body": "字" * 5001}, "5000"),
        ({"token": "x"}, "有效"),
    ],
    ids=["past", "nobody", "no-title", "long", "token"],
)
def test_what_cannot_be_sent_is_refused_with_a_sentence(district, changes, sentence):
    response = district.client_of("homeroom_teacher").post(NEW, letter(district, **changes))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Letter.objects.exists()


def send(district):
    guardian = district.guardian(district.pupil("赵一诺"), name="钱双").guardian
    writer = district.somebody("homeroom_teacher")
    client = district.client(writer)
    client.post(NEW, letter(district))
    return Letter.objects.get(), client, guardian


def test_receipts_name_who_has_not_signed(district):
    sent, client, guardian = send(district)

    page = client.get(f"/notices/sent/{sent.pk}/").content.decode()
    assert "钱双" in page and "赵一诺的家长" in page

    district.client(guardian).post(f"/notices/{sent.notice_id}/acknowledge/")
    assert "全部签收了" in client.get(f"/notices/sent/{sent.pk}/").content.decode()


def test_receipts_are_counted_for_each_school_and_the_one_that_misses_most_comes_first(district):
    signer = district.somebody("principal")
    district.somebody("principal", organisation=district.other_school)
    district.somebody("principal", organisation=district.other_school)
    client = district.client_of("bureau_staff")
    client.post(NEW, letter(district, scope_path=district.bureau.path, audiences=["heads"]))
    sent = Letter.objects.get()
    district.client(signer).post(f"/notices/{sent.notice_id}/acknowledge/")

    page = client.get(f"/notices/sent/{sent.pk}/").content.decode()

    first = page.index(f"<td>{district.other_school.name}</td>")
    assert first < page.index(f"<td>{district.school.name}</td>")
    assert "0/2" in page and "1/1" in page


def test_receipts_are_for_the_writer_and_those_above_only(district):
    sent, _client, guardian = send(district)
    path = f"/notices/sent/{sent.pk}/"

    assert district.client_of("principal").get(path).status_code == 200
    assert district.client_of("principal", organisation=district.other_school).get(path).status_code == 404
    assert district.client(guardian).get(path).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("principal", 302), ("teacher", 404), ("other", 404), ("guardian", 404)],
)
def test_who_may_remind(district, who, status, notices):
    sent, _client, guardian = send(district)
    client = {
        "principal": lambda: district.client_of("principal"),
        "teacher": lambda: district.client_of("teacher"),
        "other": lambda: district.client_of("principal", organisation=district.other_school),
        "guardian": lambda: district.client(guardian),
    }[who]()

    response = client.post(f"/notices/sent/{sent.pk}/remind/")

    assert response.status_code == status
    told = notices.told(f"letter:{sent.pk}:{district.on.isoformat()}")
    assert told == ({guardian.pk} if status == 302 else set())


def test_people_are_reminded_once_a_day(district):
    sent, client, _guardian = send(district)
    client.post(f"/notices/sent/{sent.pk}/remind/")

    again = client.post(f"/notices/sent/{sent.pk}/remind/")

    assert again.status_code == 409 and "今天已经提醒过" in again.content.decode()


def test_missing_signatures_are_a_thing_to_do_until_reminded(district):
    sent, client, _guardian = send(district)
    sent.notice.ack_by = district.on
    sent.notice.save()
    assert "1人还没有签收" in client.get("/todo/").content.decode()

    client.post(f"/notices/sent/{sent.pk}/remind/", headers={"HX-Request": "true"})

    assert "1人还没有签收" not in client.get("/todo/").content.decode()
    assert "钱双" in client.get("/").content.decode()


def test_lists_of_letters_run_a_constant_number_of_queries(district, count_queries):
    sent, client, _guardian = send(district)
    client.get("/notices/sent/")
    with count_queries(9):
        client.get("/notices/sent/")
    with count_queries(16):
        client.get(f"/notices/sent/{sent.pk}/")
