"""Tencent Cloud SMS (2021-01-11): SendSms and PullSmsSendStatusByPhoneNumber, signed with TC3-HMAC-SHA256."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from xingtan.kernel.notices.data import SMS
from xingtan.kernel.notices.senders import exchange
from xingtan.kernel.notices.senders.data import Fate, Letter, Outcome, Receipt, Seen, Sender, Sent, alike

VERSION = "2021-01-11"
SERVICE = "sms"
CONTENT_TYPE = "application/json; charset=utf-8"
TRY_LATER = (
    "InternalError",
    "RequestLimitExceeded",
    "ResourceUnavailable",
    "LimitExceeded.DeliveryFrequencyLimit",
    "FailedOperation.OtherError",
)
MARGIN = timedelta(minutes=5)


def authorization(*, body: bytes, host: str, at: datetime, key_id: str, secret: str) -> str:
    """The header of this name for one POST to `/` at the instant `at`."""
    day = at.astimezone(UTC).strftime("%Y-%m-%d")
    headers = f"content-type:{CONTENT_TYPE}\nhost:{host}\n"
    request = f"POST\n/\n\n{headers}\ncontent-type;host\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{day}/{SERVICE}/tc3_request"
    digest = hashlib.sha256(request.encode()).hexdigest()
    plain = f"TC3-HMAC-SHA256\n{int(at.timestamp())}\n{scope}\n{digest}"
    key = f"TC3{secret}".encode()
    for step in (day, SERVICE, "tc3_request"):
        key = hmac.new(key, step.encode(), hashlib.sha256).digest()
    signed = hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()
    return f"TC3-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders=content-type;host, Signature={signed}"


class TencentSms(Sender):
    channel = SMS
    provider = "tencent"
    needs_template = True
    follows_for = timedelta(days=3)
    required = ("TENCENT_SMS_SECRET_ID", "TENCENT_SMS_SECRET_KEY", "TENCENT_SMS_APP_ID", "TENCENT_SMS_SIGN_NAME")

    def send(self, letter: Letter, addresses: Sequence[str], *, reference: str) -> list[Outcome]:
        assert letter.registered is not None
        body = {
            "PhoneNumberSet": [abroad(phone) for phone in addresses],
            "SmsSdkAppId": settings.TENCENT_SMS_APP_ID,
            "SignName": settings.TENCENT_SMS_SIGN_NAME,
            "TemplateId": letter.registered.code,
            "TemplateParamSet": [letter.values.get(name, "") for name in letter.registered.names],
            "SessionContext": reference,
        }
        try:
            reply = _call("SendSms", body)
        except exchange.NoAnswer as failure:
            return alike(failure.outcome, addresses)
        if "Error" in reply:
            return alike(_refusal(reply["Error"]), addresses)
        statuses = {
            str(status.get("PhoneNumber")): status
            for status in reply.get("SendStatusSet") or ()
            if isinstance(status, dict)
        }
        return [_outcome(statuses.get(abroad(phone))) for phone in addresses]

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


def abroad(phone: str) -> str:
    """A number with its country code; without one it is Chinese."""
    return phone if phone.startswith("+") else f"+86{phone}"


def _call(action: str, content: Mapping[str, Any]) -> dict[str, Any]:
    body = json.dumps(content, ensure_ascii=False).encode()
    host, now = urlsplit(settings.TENCENT_SMS_URL).netloc, timezone.now()
    headers = {
        "Authorization": authorization(
            body=body,
            host=host,
            at=now,
            key_id=settings.TENCENT_SMS_SECRET_ID,
            secret=settings.TENCENT_SMS_SECRET_KEY,
        ),
        "Content-Type": CONTENT_TYPE,
        "Host": host,
        "X-TC-Action": action,
        "X-TC-Version": VERSION,
        "X-TC-Timestamp": str(int(now.timestamp())),
        "X-TC-Region": settings.TENCENT_SMS_REGION,
    }
    reply = exchange.ask("POST", settings.TENCENT_SMS_URL, content=body, headers=headers).get("Response")
    if not isinstance(reply, dict):
        raise exchange.NoAnswer(Outcome(fate=Fate.UNCERTAIN, code=exchange.UNREADABLE))
    return reply


def _refusal(error: Any) -> Outcome:
    code = str(error.get("Code", "")) if isinstance(error, dict) else ""
    if not code:
        return Outcome(fate=Fate.UNCERTAIN, code=exchange.UNREADABLE)
    fate = Fate.LATER if code.startswith(TRY_LATER) else Fate.REFUSED
    return Outcome(fate=fate, code=code, said=str(error.get("Message", ""))[:300])


def _outcome(status: Mapping[str, Any] | None) -> Outcome:
    if status is None:
        return Outcome(fate=Fate.UNCERTAIN, code=exchange.UNREADABLE)
    if status.get("Code") == "Ok":
        fee = status.get("Fee")
        return Outcome(
            fate=Fate.ACCEPTED,
            outside_id=str(status.get("SerialNo", "")),
            parts=fee if isinstance(fee, int) and 0 < fee < 100 else 1,
        )
    return _refusal(status)


def _receipt(message: Sent) -> Receipt | None:
    reply = _call(
        "PullSmsSendStatusByPhoneNumber",
        {
            "BeginTime": int((message.sent_at - MARGIN).timestamp()),
            "EndTime": int(timezone.now().timestamp()),
            "Offset": 0,
            "Limit": 100,
            "PhoneNumber": abroad(message.address),
            "SmsSdkAppId": settings.TENCENT_SMS_APP_ID,
        },
    )
    for status in reply.get("PullSmsSendStatusSet") or ():
        if not isinstance(status, dict) or str(status.get("SessionContext")) != message.reference:
            continue
        serial = str(status.get("SerialNo", ""))
        if status.get("ReportStatus") == "SUCCESS":
            return Receipt(seen=Seen.DELIVERED, outside_id=serial)
        if status.get("ReportStatus") == "FAIL":
            said = str(status.get("Description", ""))[:300]
            return Receipt(seen=Seen.FAILED, outside_id=serial, code=said[:80], said=said)
    return None
