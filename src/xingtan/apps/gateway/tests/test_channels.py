"""The system administrator sees how each way out is doing, registers texts, tries a way out, reads what was sent."""

from __future__ import annotations

import pytest
from django.core import mail as outbox
from django.utils import timezone

from xingtan.kernel.audit.models import AuditEntry
from xingtan.kernel.notices.channel_states import findings
from xingtan.kernel.notices.models import Delivery, MessageTemplate, OutsideUser
from xingtan.kernel.notices.testing import outside, sms_settings, wecom_settings
from xingtan.kernel.testing.who_may import Case, table
from xingtan.people.persons.services import set_phone

CODE_TEXT = "验证码${code}，${minutes}分钟内有效，请勿告诉他人。"
SAVED = {"template_code": "SMS_10001", "text": CODE_TEXT, "variable_0": "code", "variable_1": "minutes"}
FORM = "/channels/templates/notices.code/"


@pytest.fixture
def line():
    with outside() as server:
        yield server


@pytest.fixture
def somebody(district):
    return district.staff("system_administrator", organisation=district.bureau)


@pytest.fixture
def manager(district, somebody):
    return district.client(somebody)


def text_of(answer) -> str:
    return answer.content.decode()


WHO_MAY = table(
    Case("system-administrator", ("system_administrator",), True, 302),
    Case("security-administrator", ("security_administrator",), True, 403),
    Case("bureau-leader", ("bureau_leader",), True, 403),
    Case("school-administrator", ("school_administrator",), True, 403),
)


@WHO_MAY
@pytest.mark.parametrize(
    "address",
    [FORM, f"{FORM}stop/", "/channels/email/try/", "/channels/wecom/match/"],
    ids=["save", "stop", "try", "match"],
)
def test_who_may_set_up_channels(case, district, settings, line, address):
    sms_settings(settings, line, "aliyun")
    [role] = case.permissions
    place = {} if role == "school_administrator" else {"organisation": district.bureau}

    answer = district.client_of(role, **place).post(address, SAVED)

    assert answer.status_code == case.status


def test_what_is_not_set_up_is_said_with_the_names_of_the_settings(manager):
    page = text_of(manager.get("/channels/"))

    for name in ("WECOM_CORP_ID", "DINGTALK_APP_KEY", "SMS_GATEWAY_URL", "SMS_PROVIDER"):
        assert name in page
    assert page.count("没有设置") == 3 and page.count("试发给自己") == 1  # the tests' mail server is there


def test_a_half_filled_provider_is_named_as_such(manager, settings):
    settings.SMS_PROVIDER, settings.ALIYUN_SMS_KEY_ID = "aliyun", "k"

    page = text_of(manager.get("/channels/"))

    assert "设置不全" in page and "ALIYUN_SMS_SIGN_NAME" in page
    assert (
        False,
        "notices by sms (aliyun): ALIYUN_SMS_KEY_SECRET, ALIYUN_SMS_SIGN_NAME missing",
        "set ALIYUN_SMS_KEY_SECRET and ALIYUN_SMS_SIGN_NAME",
    ) in list(findings())


def test_a_text_is_registered_in_two_steps_and_keeps_its_history(manager, somebody, settings, line):
    sms_settings(settings, line, "aliyun")
    first = manager.post(FORM, {"template_code": "SMS_10001", "text": CODE_TEXT})
    assert "变量code填什么" in text_of(first) and "验证码000000，10分钟内有效" in text_of(first)
    assert not MessageTemplate.objects.exists()

    saved = manager.post(FORM, SAVED)
    again = manager.post(FORM, SAVED)
    changed = manager.post(FORM, {**SAVED, "template_code": "SMS_10002"})
    stopped = manager.post(f"{FORM}stop/")

    assert [saved.status_code, again.status_code, changed.status_code, stopped.status_code] == [302, 422, 302, 302]
    codes = list(MessageTemplate.objects.order_by("pk").values_list("template_code", "names"))
    assert codes == [("SMS_10001", "code minutes"), ("SMS_10002", "code minutes"), ("", "")]
    page = text_of(manager.get(FORM))
    assert page.count(somebody.name) >= 3 and "SMS_10001" in page
    assert AuditEntry.objects.filter(action="notices.template_saved").count() == 3


@pytest.mark.parametrize(
    ("provider", "changed", "said"),
    [
        ("aliyun", {"template_code": "10001"}, "模板编号的样子不对"),
        ("aliyun", {"variable_0": "minutes"}, "要有验证码这个变量"),
        ("aliyun", {"variable_0": "title"}, "variable_0"),
        ("tencent", {"template_code": "10001", "text": "验证码{1}，{3}分钟"}, "连续编号"),
    ],
    ids=["wrong-code", "no-code-in-it", "not-for-codes", "gap-in-numbers"],
)
def test_a_text_that_cannot_work_is_refused(manager, settings, line, provider, changed, said):
    sms_settings(settings, line, provider)

    answer = manager.post(FORM, {**SAVED, **changed})

    assert answer.status_code == 422 and said in text_of(answer)
    assert not MessageTemplate.objects.exists()


def test_trying_out_reaches_oneself_and_says_so(district, manager, somebody, settings, line):
    sms_settings(settings, line, "aliyun")
    manager.post(FORM, SAVED)
    set_phone(actor=district.actor, person_id=somebody.pk, phone="13900001234")
    somebody.email = "admin@xingtan.example"
    somebody.save(update_fields=["email"])

    by_phone = manager.post("/channels/sms/try/", follow=True)
    by_mail = manager.post("/channels/email/try/", follow=True)
    too_soon = manager.post("/channels/sms/try/", follow=True)

    assert "已发到您的139****1234" in text_of(by_phone) and line.taken[0]["to"] == "13900001234"
    assert "已发到您的a***@xingtan.example" in text_of(by_mail) and outbox.outbox[0].subject == "这是一条试发消息"
    assert "半分钟后再试" in text_of(too_soon) and len(line.taken) == 1
    assert AuditEntry.objects.filter(action="notices.tried_out").count() == 2


def test_a_try_that_fails_says_why_and_the_channel_shows_it(district, manager, somebody, settings, line):
    sms_settings(settings, line, "aliyun")
    manager.post(FORM, SAVED)
    nobody = manager.post("/channels/sms/try/", follow=True)
    set_phone(actor=district.actor, person_id=somebody.pk, phone="13900001234")
    line.faults.append("isv.AMOUNT_NOT_ENOUGH")

    page = text_of(manager.post("/channels/sms/try/", follow=True))

    assert "您自己没有登记这个渠道的联系方式" in text_of(nobody)
    assert "没有发成：短信余额不足，请充值" in page
    assert "最近一次没有发成" in page and "isv.AMOUNT_NOT_ENOUGH says no" in page


def test_staff_are_matched_by_phone_and_kept(district, manager, settings, line, run_tasks):
    wecom_settings(settings, line)
    teacher, other = district.staff("teacher"), district.staff("teacher")
    set_phone(actor=district.actor, person_id=teacher.pk, phone="13900000001")
    set_phone(actor=district.actor, person_id=other.pk, phone="13900000002")
    line.members = {"13900000001": "lin.teacher"}

    manager.post("/channels/wecom/match/")
    run_tasks()
    asked = len(line.calls)
    manager.post("/channels/wecom/match/")
    run_tasks()

    assert OutsideUser.objects.get(person_id=teacher.pk).user_id == "lin.teacher"
    assert OutsideUser.objects.get(person_id=other.pk).user_id == ""
    assert len(line.calls) == asked  # who was not found is not asked for again within a week


def test_the_list_shows_masked_addresses_states_and_reasons_and_only_within_reach(district, manager):
    for place, masked in ((district.school, "139****0001"), (district.other_school, "139****0002")):
        Delivery.objects.create(
            channel="sms",
            provider="aliyun",
            kind="workbench.letter",
            unit_path=place.path,
            state="refused",
            code="isv.MOBILE_NUMBER_ILLEGAL",
            address_masked=masked,
            made_at=timezone.now(),
        )

    page = text_of(manager.get("/channels/deliveries/"))

    assert "139****0001" in page and "139****0002" in page and "手机号格式不对" in page
    school = district.actor_of(district.staff("system_administrator", organisation=district.school))
    assert [row.address_masked for row in Delivery.objects.visible_to(school)] == ["139****0001"]
    assert not Delivery.objects.visible_to(district.actor_of(district.staff("principal"))).exists()
