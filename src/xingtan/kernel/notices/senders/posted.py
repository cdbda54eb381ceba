"""A region's own SMS gateway: one POST of JSON, and any 2xx answer means that the message was taken.

The body looks like {"phone": "…", "text": "…", "purpose": "…", "reference": "…"}.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from xingtan.kernel.notices.data import SMS
from xingtan.kernel.notices.senders import exchange
from xingtan.kernel.notices.senders.data import Fate, Letter, Outcome, Sender, parts_of


class PostedSms(Sender):
    channel = SMS
    provider = "gateway"
    required = ("SMS_GATEWAY_URL",)

    def send(self, letter: Letter, addresses: Sequence[str], *, reference: str) -> list[Outcome]:
        return [_post(phone, letter, reference) for phone in addresses]


def _post(phone: str, letter: Letter, reference: str) -> Outcome:
    text = letter.body or letter.title
    headers = {"Authorization": f"Bearer {settings.SMS_GATEWAY_KEY}"} if settings.SMS_GATEWAY_KEY else {}
    body = {"phone": phone, "text": text, "purpose": letter.purpose or letter.kind, "reference": reference}
    try:
        status = exchange.status_of("POST", settings.SMS_GATEWAY_URL, json=body, headers=headers)
    except exchange.NoAnswer as failure:
        return failure.outcome
    if 200 <= status < 300:
        return Outcome(fate=Fate.ACCEPTED, parts=parts_of(text))
    if status in exchange.REFUSED_FOR_NOW:
        return Outcome(fate=Fate.LATER, code=exchange.BUSY, said=f"HTTP {status}")
    return Outcome(fate=Fate.REFUSED, code="refused", said=f"HTTP {status}")
