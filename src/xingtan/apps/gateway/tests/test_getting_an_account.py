"""Activation by slip, and guardians who join by class code."""

import pytest
from django.utils import timezone

from xingtan.people.accounts.models import Account
from xingtan.people.accounts.services import issue_slip, open_account
from xingtan.people.roster.models import Guardianship

NEW = {"new_password": "Terrace-77", "repeated": "Terrace-77"}


@pytest.fixture
def slip(district):
    """An account that waits for its owner, and the code on its slip."""
    person = district.staff("teacher", name="沈若兰")
    account = open_account(person_id=person.pk)
    return account, issue_slip(actor=district.actor, account_id=account.pk, now=timezone.now())


def test_a_slip_becomes_a_password_once(slip, stranger):
    account, code = slip
    filled = {"name": account.person.e_id_spaced, "code": code.lower(), **NEW}

    first = stranger.post("/activate/", filled)
    again = stranger.__class__().post("/activate/", filled)

    account.refresh_from_db()
    assert first.status_code == 302 and account.is_activated and account.check_password("Terrace-77")
    assert again.status_code == 422


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "AAAAAAAAAA"}, "激活码不对"),
        ({"new_password": "short", "repeated": "short"}, "长度应为"),
        ({"repeated": "Other-7777"}, "两次输入的密码不一样"),
        ({"name": ""}, "请填写激活条上的账号"),
    ],
    ids=["code", "weak", "twice", "empty"],
)
def test_a_wrong_slip_changes_nothing_and_says_why(change, said, slip, stranger):
    account, code = slip

    response = stranger.post("/activate/", {"name": account.person.e_id, "code": code, **NEW, **change})

    account.refresh_from_db()
    assert response.status_code == 422 and said in response.content.decode()
    assert not account.is_activated


def test_the_code_of_the_qr_fills_the_form(slip, stranger):
    account, code = slip

    page = stranger.get("/activate/", {"name": account.person.e_id, "code": code}).content.decode()

    assert account.person.e_id in page and code in page


def _walk(client, class_code, enrolment, proof=None):
    client.post("/join/", {"code": class_code.lower()})
    proof = proof or enrolment.person.e_id[-4:]
    return client.post("/join/pupil/", {"pupil_name": enrolment.person.name, "proof": proof})


MOTHER = {"name": "周若梅", "relation": "mother", "phone": "13800005678", **NEW}


def test_a_guardian_joins_and_waits_for_the_school(district, class_code, stranger):
    enrolment = district.pupil("林小满")

    matched = _walk(stranger, class_code, enrolment)
    done = stranger.post("/join/guardian/", MOTHER)
    stranger.post(
        "/welcome/", {"agreement": [entry["agreement"].pk for entry in stranger.get("/welcome/").context["shown"]]}
    )
    page = stranger.get("/account/wards/").content.decode()

    request = Guardianship.objects.get(pupil=enrolment.person)
    assert matched.headers["Location"] == "/join/guardian/" and done.status_code == 302
    assert request.status == "requested" and request.guardian.name == "周若梅" and request.guardian.sex == "2"
    assert "等待班主任确认您是林小满的监护人" in page
    assert stranger.get(f"/account/wards/{enrolment.person_id}/").status_code == 404
    assert stranger.get("/").status_code == stranger.get("/todo/").status_code == 200


def test_somebody_with_an_account_only_says_how_they_are_related(district, class_code):
    person = district.guardian(district.pupil()).guardian
    second, client = district.pupil("林小寒"), district.client(person)

    _walk(client, class_code, second)
    done = client.post("/join/guardian/", {"relation": "mother"})

    assert done.headers["Location"] == "/account/wards/"
    assert Guardianship.objects.get(pupil=second.person).guardian == person


@pytest.mark.parametrize("proof", ["0000", "99", "abcd"])
def test_a_pupil_is_found_only_by_a_number_strangers_do_not_have(proof, district, class_code, stranger):
    enrolment = district.pupil("林小满")

    response = _walk(stranger, class_code, enrolment, proof=proof)

    assert response.status_code == 422
    assert stranger.get("/join/guardian/").headers["Location"] == "/join/"


def test_a_wrong_class_code_and_a_taken_phone_are_said(district, class_code, stranger):
    enrolment = district.pupil("林小满")
    district.account(district.person("周若梅", phone=MOTHER["phone"]))

    unknown = stranger.post("/join/", {"code": "ZZZZZZ"})
    _walk(stranger, class_code, enrolment)
    taken = stranger.post("/join/guardian/", MOTHER)

    assert unknown.status_code == 422 and "没有这个班级码" in unknown.content.decode()
    assert taken.status_code == 422 and "已经有账号" in taken.content.decode()
    assert not Guardianship.objects.exists() and Account.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "很" * 40}, "姓名最长36个字"),
        ({"name": "周1"}, "含有姓名中不用的字符"),
        ({"phone": "12"}, "手机号不对"),
        ({"relation": "other"}, "请选择您的性别"),
        ({"new_password": "aaaaaaaa", "repeated": "aaaaaaaa"}, "至少要有三类"),
    ],
    ids=["long-name", "digits-in-name", "phone", "sex-unknown", "weak"],
)
def test_bad_input_of_a_guardian_changes_nothing(change, said, district, class_code, stranger):
    _walk(stranger, class_code, district.pupil("林小满"))

    response = stranger.post("/join/guardian/", {**MOTHER, **change})

    assert response.status_code == 422 and said in response.content.decode()
    assert not Account.objects.exists() and not Guardianship.objects.exists()


def test_too_many_tries_from_one_address_have_to_wait(db, stranger, monkeypatch):
    from xingtan.apps.gateway import data

    monkeypatch.setitem(data.LIMITS, data.TryKind.JOIN, data.Limit(tries=2, minutes=60))

    answers = [stranger.post("/join/", {"code": "ZZZZZZ"}).status_code for _try in range(3)]

    assert answers == [422, 422, 429]
