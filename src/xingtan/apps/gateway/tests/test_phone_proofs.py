"""Codes that prove a phone: six digits, five minutes, five tries, once, and nothing said about who has the number."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from xingtan.apps.gateway import data
from xingtan.apps.gateway.models import PhoneProof
from xingtan.apps.gateway.testing import code_sent, other_code, prove
from xingtan.kernel.audit.models import AuditEntry
from xingtan.people.accounts.models import Account

PHONE = "13800005678"
AT = "/sign-in/phone/"


@pytest.fixture
def mother(district):
    """A guardian who signed in yesterday."""
    guardian = district.guardian(district.pupil(), name="周若梅", phone=PHONE).guardian
    account = district.account(guardian)
    Account.objects.filter(pk=account.pk).update(last_login=timezone.now() - timedelta(days=1))
    return account


def test_a_guardian_goes_in_with_a_code_and_it_is_journalled(mother, stranger, line):
    went = prove(stranger, line, PHONE, at=AT)

    assert went.headers["Location"] == "/" and stranger.get("/account/wards/").status_code == 200
    assert AuditEntry.objects.filter(action="account.signed_in", detail__how="phone_code").exists()


@pytest.mark.parametrize(
    "typed",
    ["１３８００００５６７８", "138 0000 5678", "+86 138-0000-5678", "138·0000·5678"],
    ids=["wide", "spaces", "86", "dots"],
)
def test_a_number_may_be_written_as_people_write_it(typed, mother, stranger, line):
    assert prove(stranger, line, typed, at=AT).headers["Location"] == "/"


def test_a_code_may_be_written_as_people_write_it(mother, stranger, line):
    stranger.post(AT, {"phone": PHONE})
    code = code_sent(line)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)

    went = stranger.post(f"{AT}code/", {"code": f" {wide[:3]} {wide[3:]} "})

    assert went.headers["Location"] == "/"


def test_known_and_unknown_numbers_are_answered_alike_until_they_are_proved(mother, stranger, line):
    known = stranger.post(AT, {"phone": PHONE})
    first = stranger.get(f"{AT}code/").content.decode()
    unknown = stranger.post(AT, {"phone": "13900000000"})
    second = stranger.get(f"{AT}code/").content.decode()

    assert known.status_code == unknown.status_code == 302 and len(line.taken) == 2
    assert first.count("验证码已发到") == second.count("验证码已发到") == 1
    refused = stranger.post(f"{AT}code/", {"code": code_sent(line)})
    assert "学校还没有登记过它" in refused.content.decode()


def test_a_code_works_once_and_only_the_newest(mother, stranger, line, settings):
    settings.SMS_CODE_PAUSE_SECONDS = 0
    other = stranger.__class__()
    other.post(AT, {"phone": PHONE})
    first = code_sent(line)
    stranger.post(AT, {"phone": PHONE})
    stranger.post(f"{AT}code/", {"again": "1"})
    newest = code_sent(line)

    older = stranger.post(f"{AT}code/", {"code": first}) if first != newest else None
    right = stranger.post(f"{AT}code/", {"code": newest})
    again = other.post(f"{AT}code/", {"code": newest})

    assert older is None or older.status_code == 422
    assert right.status_code == 302 and again.status_code == 422


def test_five_wrong_tries_close_a_code_and_five_minutes_too(mother, stranger, line):
    stranger.post(AT, {"phone": PHONE})
    right = code_sent(line)
    wrong = [stranger.post(f"{AT}code/", {"code": other_code(line)}).status_code for _try in range(5)]
    closed = stranger.post(f"{AT}code/", {"code": right})
    PhoneProof.objects.update(tries=0)

    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1), tick=False):
        late = stranger.post(f"{AT}code/", {"code": right})

    assert wrong == [422] * 5 and closed.status_code == late.status_code == 422
    assert "验证码不对" in closed.content.decode()


@pytest.mark.parametrize(("typed", "said"), [("12345", "填了5位"), ("abc", "填了0位"), ("", "请填写短信里的验证码")])
def test_what_cannot_be_a_code_costs_no_try(typed, said, mother, stranger, line):
    stranger.post(AT, {"phone": PHONE})

    answer = stranger.post(f"{AT}code/", {"code": typed})

    assert answer.status_code == 422 and said in answer.content.decode()
    assert PhoneProof.objects.get().tries == 0


@pytest.mark.parametrize(
    ("typed", "said"), [("075512345678", "收不到短信"), ("12", "手机号不对"), ("", "请填写手机号")]
)
def test_what_cannot_be_a_mobile_is_said(typed, said, stranger, line, db):
    answer = stranger.post(AT, {"phone": typed})

    assert answer.status_code == 422 and said in answer.content.decode() and line.taken == []


def test_one_a_minute_and_so_many_a_day_for_a_phone_and_for_an_address(mother, stranger, line, settings):
    stranger.post(AT, {"phone": PHONE})
    soon = stranger.post(AT, {"phone": PHONE})
    settings.SMS_CODE_PAUSE_SECONDS, settings.SMS_CODES_A_DAY = 0, 1
    used_up = stranger.post(AT, {"phone": PHONE})
    settings.PHONE_CODES_A_DAY_FROM_ADDRESS = 1
    address = stranger.post(AT, {"phone": "13900000000"})

    assert "秒再获取" in soon.content.decode() and "请明天再试" in used_up.content.decode()
    assert "今天发的验证码太多了" in address.content.decode() and len(line.taken) == 1


def test_a_code_for_one_purpose_opens_nothing_else(district, mother, stranger, line):
    client = district.client(mother.person)
    client.post("/account/phone/", {"phone": PHONE})
    stranger.post(AT, {"phone": PHONE})  # too soon: nothing is sent, and the number is not taken up
    elsewhere = stranger.post(f"{AT}code/", {"code": code_sent(line)})

    assert elsewhere.headers["Location"] == AT


def test_neither_number_nor_code_is_kept_in_clear(mother, stranger, line):
    stranger.post(AT, {"phone": PHONE})

    kept = PhoneProof.objects.get()

    assert code_sent(line) not in kept.code_hash and PHONE.encode() not in bytes(kept.phone_index)
    assert PHONE not in str(dict(stranger.session))


def test_a_number_long_unused_or_shared_asks_for_the_name(district, mother, stranger, line, settings):
    settings.SMS_CODE_PAUSE_SECONDS = 0
    Account.objects.filter(pk=mother.pk).update(last_login=timezone.now() - timedelta(days=91))

    stale = prove(stranger, line, PHONE, at=AT)
    wrong = stranger.post(f"{AT}name/", {"name": "周若兰"})
    right = stranger.post(f"{AT}name/", {"name": "周 若 梅"})
    district.person("周老先生", phone=PHONE, sex="1", born_on=None)
    shared = prove(stranger.__class__(), line, PHONE, at=AT)

    assert stale.headers["Location"] == shared.headers["Location"] == f"{AT}name/"
    assert wrong.status_code == 422 and right.headers["Location"] == "/"


def test_somebody_the_school_registered_activates_the_account_by_phone_and_name(district, stranger, line):
    guardian = district.guardian(district.pupil(), name="周若梅", phone=PHONE).guardian

    prove(stranger, line, PHONE, at=AT)
    went = stranger.post(f"{AT}name/", {"name": "周若梅"})

    account = Account.objects.get(person=guardian)
    assert went.status_code == 302 and account.is_activated and not account.has_usable_password()


def test_staff_and_paused_accounts_do_not_go_in_by_a_code(district, mother, stranger, line, settings):
    settings.SMS_CODE_PAUSE_SECONDS = 0
    district.staff("teacher", person=mother.person)
    staff = prove(stranger, line, PHONE, at=AT)
    other = district.account(district.guardian(district.pupil(), name="何平", phone="13800009999").guardian)
    Account.objects.filter(pk=other.pk).update(last_login=timezone.now(), is_active=False)
    paused = prove(stranger, line, "13800009999", at=AT)

    assert "教职工身份" in staff.content.decode() and "已被停用" in paused.content.decode()
    assert stranger.get("/account/").status_code == 302


def test_without_a_gateway_the_page_says_so_and_sends_nothing(stranger, db):
    page = stranger.get(AT).content.decode()
    posted = stranger.post(AT, {"phone": PHONE})

    assert "还没有开通短信" in page and "还没有开通短信" in posted.content.decode()
    assert AT not in stranger.get("/sign-in/").content.decode() and not PhoneProof.objects.exists()


def test_the_own_number_is_changed_by_a_code_sent_to_the_new_one(mother, stranger, line):
    client, elsewhere = stranger, stranger.__class__()
    for browser in (client, elsewhere):
        browser.force_login(mother, backend=data.BACKEND)

    done = prove(client, line, "13700001111", at="/account/phone/")

    mother.person.refresh_from_db()
    assert done.headers["Location"] == "/account/" and mother.person.phone == "13700001111"
    assert elsewhere.get("/account/").status_code == 302
    assert AuditEntry.objects.filter(action="person.phone_changed").exists()


def test_without_the_right_code_the_number_stays(district, mother, line):
    client = district.client(mother.person)
    client.post("/account/phone/", {"phone": "13700001111"})

    answer = client.post("/account/phone/code/", {"code": other_code(line)})

    mother.person.refresh_from_db()
    assert answer.status_code == 422 and mother.person.phone == PHONE
