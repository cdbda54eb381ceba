"""Aliyun SMS (dysmsapi, 2017-05-25): SendSms and QuerySendDetails in RPC style, signed with HMAC-SHA1."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from xingtan.kernel.notices.data import SMS
from xingtan.kernel.notices.senders import exchange
from xingtan.kernel.notices.senders.data import (
    Fate,
    Letter,
    Outcome,
    Receipt,
    Seen,
    Sender,
    Sent,
    alike,
    parts_of,
)
from xingtan.kernel.notices.senders.wording import filled, filled_places

VERSION = "2017-05-25"
CHINA = ZoneInfo("Asia/Shanghai")
TRY_LATER = frozenset({"isp.SYSTEM_ERROR", "ServiceUnavailable", "InternalError"})
WAITING, FAILED, DELIVERED = 1, 2, 3


def encoded(text: str) -> str:
    """Percent-encoding of RFC 3986, as the signature wants it: spaces are %20, the tilde stays."""
    return quote(text, safe="~")


def signature(parameters: Mapping[str, str], secret: str, method: str = "POST") -> str:
    """The value of `Signature` for these parameters."""
    query = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in sorted(parameters.items()))
    plain = f"{method}&{encoded('/')}&{encoded(query)}"
    return base64.b64encode(hmac.new(f"{secret}&".encode(), plain.encode(), hashlib.sha1).digest()).decode()


class AliyunSms(Sender):
    channel = SMS
    provider = "aliyun"
    needs_template = True
    follows_for = timedelta(days=3)
    required = ("ALIYUN_SMS_KEY_ID", "ALIYUN_SMS_KEY_SECRET", "ALIYUN_SMS_SIGN_NAME")

    def send(self, letter: Letter, addresses: Sequence[str], *, reference: str) -> list[Outcome]:
        assert letter.registered is not None
        values = filled_places(letter.registered, letter.values, self.provider)
        try:
            reply = _call(
                "SendSms",
                PhoneNumbers=",".join(addresses),
                SignName=settings.ALIYUN_SMS_SIGN_NAME,
                TemplateCode=letter.registered.code,
                TemplateParam=json.dumps(values, ensure_ascii=False),
                OutId=reference,
            )
        except exchange.NoAnswer as failure:
            return alike(failure.outcome, addresses)
        text = f"【{settings.ALIYUN_SMS_SIGN_NAME}】{filled(letter.registered, letter.values)}"
        return alike(_outcome(reply, parts_of(text)), addresses)

    def follow(self, sent: Sequence[Sent]) -> dict[str, Receipt]:
        known: dict[str, Receipt] = {}
        for message in sent:
            try:
                receipt = _receipt(message)
            except exchange.NoAnswer:
                break  # asked again next time
            if receipt is not None:
                known[message.reference] = receipt
        return known


def _call(action: str, **parameters: str) -> dict[str, Any]:
    complete = {
        "AccessKeyId": settings.ALIYUN_SMS_KEY_ID,
        "Action": action,
        "Format": "JSON",
        "RegionId": "cn-hangzhou",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": uuid.uuid4().hex,
        "SignatureVersion": "1.0",
        "Timestamp": timezone.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Version": VERSION,
        **{name: value for name, value in parameters.items() if value},
    }
    complete["Signature"] = signature(complete, settings.ALIYUN_SMS_KEY_SECRET)
    return exchange.ask("POST", settings.ALIYUN_SMS_URL, data=complete)


def _outcome(reply: Mapping[str, Any], parts: int) -> Outcome:
    code, said = str(reply.get("Code", "")), str(reply.get("Message", ""))[:300]
    if code == "OK":
        return Outcome(fate=Fate.ACCEPTED, outside_id=str(reply.get("BizId", "")), parts=parts)
    if not code:
        return Outcome(fate=Fate.UNCERTAIN, code=exchange.UNREADABLE)
    is_later = code in TRY_LATER or code.startswith("Throttling")
    return Outcome(fate=Fate.LATER if is_later else Fate.REFUSED, code=code, said=said)


def _receipt(message: Sent) -> Receipt | None:
    reply = _call(
        "QuerySendDetails",
        PhoneNumber=message.address,
        BizId=message.outside_id,
        SendDate=message.sent_at.astimezone(CHINA).strftime("%Y%m%d"),
        PageSize="50",
        CurrentPage="1",
    )
    listed = reply.get("SmsSendDetailDTOs")
    details = listed.get("SmsSendDetailDTO", []) if isinstance(listed, dict) else []
    for detail in details:
        if not isinstance(detail, dict) or str(detail.get("OutId")) != message.reference:
            continue
        status, code = detail.get("SendStatus"), str(detail.get("ErrCode") or "")
        if status == DELIVERED:
            return Receipt(seen=Seen.DELIVERED, outside_id=message.outside_id)
        if status == FAILED:
            return Receipt(seen=Seen.FAILED, outside_id=message.outside_id, code=code)
    return None
