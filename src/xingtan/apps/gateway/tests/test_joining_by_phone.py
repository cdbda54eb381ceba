"""Guardians who register with class code and phone code: the same person at every school, and never a stranger."""

from datetime import timedelta

import pytest
from django.utils import timezone

from xingtan.apps.gateway import data
from xingtan.apps.gateway.testing import prove, walk_to_phone
from xingtan.people.accounts.models import Account
from xingtan.people.persons.models import Person
from xingtan.people.roster.models import ClassGroup, Guardianship
from xingtan.people.roster.services import renew_join_code

PHONE = "13800005678"
MOTHER = {"name": "周若梅", "relation": "mother"}


def test_a_guardian_registers_without_a_password_and_the_school_sees_that_the_phone_is_proved(
    district, class_code, stranger, line
):
    child = district.pupil("林小满")

    asked = walk_to_phone(stranger, class_code, child)
    skipped = stranger.get("/join/guardian/")
    prove(stranger, line, PHONE)
    done = stranger.post("/join/guardian/", MOTHER)

    request = Guardianship.objects.get(pupil=child.person)
    assert asked.headers["Location"] == skipped.headers["Location"] == "/join/phone/" and done.status_code == 302
    assert request.status == "requested" and request.is_phone_proved and request.guardian.phone == PHONE
    assert Account.objects.get(person=request.guardian).is_activated


def test_a_second_child_at_another_school_is_bound_to_the_same_person_without_typing_facts_again(
    district, class_code, stranger, line, settings
):
    settings.SMS_CODE_PAUSE_SECONDS = 0
    held = district.guardian(district.pupil("林小满"), name="周若梅", phone=PHONE)
    second = district.pupil("林小寒", class_group=district.other_class)
    code = renew_join_code(actor=district.actor, class_group_id=district.other_class.pk).join_code

    walk_to_phone(stranger, code, second)
    prove(stranger, line, PHONE)
    stranger.post("/join/guardian/", MOTHER)

    assert Guardianship.objects.get(pupil=second.person).guardian == held.guardian
    assert Person.objects.filter(name="周若梅").count() == 1


def test_signed_in_only_the_relation_is_asked_and_the_last_one_is_filled_in(district, class_code):
    held = district.guardian(district.pupil("林小满"))
    second, client = district.pupil("林小寒"), district.client(held.guardian)

    walked = walk_to_phone(client, class_code, second)
    page = client.get("/join/guardian/").content.decode()
    client.post("/join/guardian/", {"relation": "mother"})

    assert walked.headers["Location"] == "/join/guardian/" and 'value="mother" selected' in page
    assert "您的姓名" not in page and Guardianship.objects.filter(guardian=held.guardian).count() == 2


def test_another_name_on_the_same_phone_is_asked_about_before_a_new_person_is_made(
    district, class_code, stranger, line
):
    district.guardian(district.pupil("林小满"), name="周若梅", phone=PHONE)
    child = district.pupil("林小寒")
    walk_to_phone(stranger, class_code, child)
    prove(stranger, line, PHONE)
    father = {"name": "林国强", "relation": "father"}

    asked = stranger.post("/join/guardian/", father)
    done = stranger.post("/join/guardian/", {**father, "is_another": "on"})

    page = asked.content.decode()
    assert asked.status_code == 422 and "周*梅" in page and "周若梅" not in page and "我是另一位家人" in page
    assert done.status_code == 302 and Guardianship.objects.get(pupil=child.person).guardian.name == "林国强"


def test_whom_the_school_has_registered_for_the_child_sees_it_at_once(district, class_code, stranger, line):
    child = district.pupil("林小满")
    district.guardian(child, name="周若梅", phone=PHONE)

    walk_to_phone(stranger, class_code, child)
    prove(stranger, line, PHONE)
    stranger.post("/join/guardian/", MOTHER)

    assert [row.status for row in Guardianship.objects.filter(pupil=child.person)] == ["confirmed"]
    assert Guardianship.objects.get(pupil=child.person).is_phone_proved


def test_when_the_gateway_fails_the_password_way_opens(district, class_code, stranger, line):
    walk_to_phone(stranger, class_code, district.pupil("林小满"))
    early = stranger.post("/join/phone/", {"way": "password"})
    line.faults.append("500")

    failed = stranger.post("/join/phone/", {"phone": PHONE})
    other = stranger.post("/join/phone/", {"way": "password"})

    assert early.status_code == 422 and "短信没有发出去" in failed.content.decode()
    assert other.headers["Location"] == "/join/guardian/"
    assert "新密码" in stranger.get("/join/guardian/").content.decode()


@pytest.mark.parametrize(
    ("registered", "typed"),
    [
        ("刘晓燕", "劉曉燕"),
        ("刘晓燕", " 刘 晓 燕 "),
        ("买买提·阿卜杜", "买买提•阿卜杜"),
        ("买买提·阿卜杜", "买买提阿卜杜"),
        ("䶮小满", "yan xiao man"),
        ("䶮小满", "Yanxiaoman"),
    ],
    ids=["traditional", "spaces", "another-dot", "no-dot", "pinyin", "pinyin-joined"],
)
def test_a_pupils_name_may_be_written_as_people_can_write_it(registered, typed, district, class_code, stranger):
    child = district.pupil(registered)
    stranger.post("/join/", {"code": class_code})

    found = stranger.post("/join/pupil/", {"pupil_name": typed, "proof": child.person.e_id[-4:]})

    assert found.status_code == 302


def test_two_of_one_name_in_a_class_are_told_apart_by_their_numbers(district, class_code, stranger):
    first, second = district.pupil("林小满"), district.pupil("林小满")
    type(first).objects.filter(pk=second.pk).update(seat_number=7)
    stranger.post("/join/", {"code": class_code})

    stranger.post("/join/pupil/", {"pupil_name": "林小满", "proof": "７"})

    assert stranger.session["join"]["pupil_id"] == second.person_id


def test_a_wrong_number_and_a_name_nobody_has_are_answered_with_the_same_words(district, class_code, stranger):
    district.pupil("林小满")
    stranger.post("/join/", {"code": class_code})

    wrong = stranger.post("/join/pupil/", {"pupil_name": "林小满", "proof": "00"})
    nobody = stranger.post("/join/pupil/", {"pupil_name": "林小月", "proof": "00"})

    alike = [answer.content.decode().split("xt-errors")[1].split("</div>")[0] for answer in (wrong, nobody)]
    assert alike[0] == alike[1] and "两个都可以试" in alike[0]


def test_one_pupil_is_guessed_at_only_so_often_from_wherever(district, class_code, stranger, monkeypatch):
    monkeypatch.setitem(data.LIMITS, data.TryKind.NAME, data.Limit(tries=2, minutes=60))
    child = district.pupil("林小满")
    stranger.post("/join/", {"code": class_code})
    tries = [stranger.post("/join/pupil/", {"pupil_name": "林小满", "proof": number}) for number in ("01", "02", "03")]

    right = stranger.post("/join/pupil/", {"pupil_name": "林小满", "proof": child.person.e_id[-4:]})
    another = stranger.post("/join/pupil/", {"pupil_name": "林小月", "proof": "01"})

    assert [answer.status_code for answer in tries] == [422, 422, 429]
    assert right.status_code == 429 and another.status_code == 422


def test_a_class_code_may_be_wide_and_dies_after_its_days(district, class_code, stranger, settings):
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in class_code)
    works = stranger.post("/join/", {"code": f"{wide[:3]} {wide[3:]}"})
    ClassGroup.objects.update(join_code_on=district.on - timedelta(days=settings.CLASS_CODE_DAYS + 1))

    expired = stranger.post("/join/", {"code": class_code})
    settings.CLASS_CODE_DAYS = 0
    endless = stranger.post("/join/", {"code": class_code})

    assert works.status_code == endless.status_code == 302
    assert expired.status_code == 422 and "已经过期" in expired.content.decode()


def test_a_proof_grown_old_is_asked_for_again(district, class_code, stranger, line):
    walk_to_phone(stranger, class_code, district.pupil("林小满"))
    prove(stranger, line, PHONE)
    session = stranger.session
    old = timezone.now() - timedelta(minutes=data.PROVED_MINUTES + 1)
    session["phone_proof"] = {**session["phone_proof"], "proved_at": old.isoformat()}
    session.save()

    answer = stranger.post("/join/guardian/", MOTHER)

    assert answer.headers["Location"] == "/join/phone/" and not Guardianship.objects.exists()
