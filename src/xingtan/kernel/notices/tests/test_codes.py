"""Codes by text message: as each provider wants them, not too often, and never twice for one request."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from xingtan.kernel.notices import api as notices_api
from xingtan.kernel.notices.data import CODE_KIND, State
from xingtan.kernel.notices.errors import SmsNotConfigured, SmsRefused, SmsTooSoon, SmsUsedUp
from xingtan.kernel.notices.models import Delivery, MessageTemplate
from xingtan.kernel.notices.senders.aliyun import signature
from xingtan.kernel.notices.testing import outside, sms_settings

pytestmark = pytest.mark.django_db
PHONE = "13900001234"
PROVIDERS = ("aliyun", "tencent", "gateway")


@pytest.fixture
def line():
    with outside() as server:
        yield server


@pytest.fixture(params=PROVIDERS)
def provider(request, settings, line):
    sms_settings(settings, line, request.param)
    register(request.param)
    return request.param


def register(provider):
    text = "验证码{1}，{2}分钟内有效。" if provider == "tencent" else "验证码${code}，${minutes}分钟内有效。"
    MessageTemplate.objects.create(
        provider=provider,
        kind=CODE_KIND,
        template_code="1001" if provider == "tencent" else "SMS_1001",
        text=text,
        names="code minutes",
        saved_at=timezone.now(),
    )


def send(code="246810", **changed):
    notices_api.send_code(**{"phone": PHONE, "code": code, "purpose": "guardian", "now": timezone.now(), **changed})


def test_a_code_arrives_as_each_provider_wants_it(provider, line):
    send()

    [message] = line.taken
    assert line.wrong == [] and message["to"].removeprefix("+86") == PHONE
    if provider == "aliyun":
        assert message["values"] == {"code": "246810", "minutes": "5"}
    elif provider == "tencent":
        assert message["values"] == ["246810", "5"]
    else:
        assert "验证码246810，5分钟内有效，用于确认监护关系" in message["text"]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.address_masked, delivery.parts) == (State.ACCEPTED, "139****1234", 1)


def test_neither_the_phone_nor_the_code_is_kept_or_logged(provider, line, caplog):
    caplog.set_level(logging.DEBUG)
    send()
    line.faults.append("slow")
    line.may_reply.set()
    send(phone="13900005678", code="975310")

    kept = repr(list(Delivery.objects.values()))
    for secret in (PHONE, "246810", "13900005678", "975310"):
        assert secret not in kept and secret not in caplog.text


def test_without_a_provider_nothing_is_ready_and_nothing_is_sent(settings):
    assert not notices_api.sms_is_ready()
    with pytest.raises(SmsNotConfigured):
        send()


@pytest.mark.parametrize("provider", ["aliyun", "tencent"])
def test_without_a_registered_text_nothing_is_ready(settings, line, provider):
    sms_settings(settings, line, provider)
    assert not notices_api.sms_is_ready()
    with pytest.raises(SmsNotConfigured):
        send()

    register(provider)
    assert notices_api.sms_is_ready()
    MessageTemplate.objects.create(provider=provider, kind=CODE_KIND, saved_at=timezone.now())
    assert not notices_api.sms_is_ready()


def test_a_phone_gets_one_code_a_minute_and_five_a_day(provider, line, settings):
    start = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    send(now=start)
    with pytest.raises(SmsTooSoon) as soon:
        send(now=start + timedelta(seconds=20))
    for minute in range(1, 5):
        send(now=start + timedelta(minutes=minute))
    with pytest.raises(SmsUsedUp):
        send(now=start + timedelta(hours=3))
    send(now=start + timedelta(hours=3), phone="13900005678")
    send(now=start + timedelta(days=1))

    assert soon.value.values["seconds"] == 40 and "请等40秒" in str(soon.value)
    assert len(line.taken) == 7


@pytest.mark.parametrize(
    ("provider", "fault", "said"),
    [
        ("aliyun", "isv.AMOUNT_NOT_ENOUGH", "余额不足"),
        ("aliyun", "isv.BUSINESS_LIMIT_CONTROL", "太频繁"),
        ("tencent", "FailedOperation.PhoneNumberInBlacklist", "黑名单"),
        ("tencent", "RequestLimitExceeded", "RequestLimitExceeded"),
        ("aliyun", "503", "暂时忙"),
        ("tencent", "503", "暂时忙"),
        ("gateway", "500", "短信网关拒绝"),
        ("gateway", "503", "暂时忙"),
    ],
)
def test_a_refusal_is_said_with_its_reason_and_costs_no_budget(settings, line, provider, fault, said):
    sms_settings(settings, line, provider)
    register(provider)
    line.faults.append(fault)

    with pytest.raises(SmsRefused) as refused:
        send()
    send()  # at once: what was refused does not count

    assert said in str(refused.value)
    assert len(line.taken) == 1
    states = list(Delivery.objects.order_by("pk").values_list("state", "parts"))
    assert states == [(State.REFUSED, 0), (State.ACCEPTED, 1)]


def test_wrong_keys_are_told_as_wrong_keys(settings, line):
    for provider in ("aliyun", "tencent"):
        sms_settings(settings, line, provider)
        register(provider)
    settings.TENCENT_SMS_SECRET_KEY = "another"
    with pytest.raises(SmsRefused, match="短信没有发出去") as refused:
        send()
    assert "访问密钥不对" in str(refused.value) and line.wrong == ["AuthFailure.SignatureFailure"]


@pytest.mark.parametrize("fault", ["drop", "garbage", "500"])
@pytest.mark.parametrize("provider", ["aliyun", "tencent"])
def test_without_a_readable_reply_a_code_counts_as_sent_and_is_marked_uncertain(settings, line, provider, fault):
    sms_settings(settings, line, provider)
    register(provider)
    line.faults.append(fault)

    send()
    with pytest.raises(SmsTooSoon):
        send()

    assert Delivery.objects.get().state == State.UNCERTAIN


def test_a_line_that_cannot_be_reached_refuses(settings, line, provider):
    for name in ("ALIYUN_SMS_URL", "TENCENT_SMS_URL", "SMS_GATEWAY_URL"):
        setattr(settings, name, "http://127.0.0.1:9/")

    with pytest.raises(SmsRefused, match="短信没有发出去") as refused:
        send()

    assert "连不上服务方" in str(refused.value)


def test_the_signature_is_the_one_of_the_published_example():
    published = {
        "AccessKeyId": "testId",
        "Action": "SendSms",
        "Format": "XML",
        "OutId": "123",
        "PhoneNumbers": "15300000001",
        "RegionId": "cn-hangzhou",
        "SignName": "阿里云短信测试专用",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": "45e25e9b-0a6f-4070-8c85-2956eda1b466",
        "SignatureVersion": "1.0",
        "TemplateCode": "SMS_71390007",
        "TemplateParam": '{"customer":"test"}',
        "Timestamp": "2017-07-12T02:42:19Z",
        "Version": "2017-05-25",
    }

    assert signature(published, "testSecret", "GET") == "zJDF+Lrzhj/ThnlvIToysFRq6t4="
