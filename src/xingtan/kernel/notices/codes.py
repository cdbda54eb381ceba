"""Codes by text message: the one door for everybody who sends a code to a phone."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xingtan.kernel.notices.addresses import fingerprint, masked
from xingtan.kernel.notices.data import CODE_KIND, CODE_MINUTES, CODE_PURPOSES, SMS, State
from xingtan.kernel.notices.errors import SmsNotConfigured, SmsRefused, SmsTooSoon, SmsUsedUp
from xingtan.kernel.notices.explaining import explain
from xingtan.kernel.notices.models import Delivery
from xingtan.kernel.notices.senders.chosen import sms_sender
from xingtan.kernel.notices.senders.data import Fate, Letter, Outcome, Registered, Sender
from xingtan.kernel.notices.templates_in_use import registered_text
from xingtan.kernel.notices.units import unit_path_of

COUNTED = (State.SENDING, State.ACCEPTED, State.DELIVERED, State.UNCERTAIN)
STATE_OF = {
    Fate.ACCEPTED: State.ACCEPTED,
    Fate.REFUSED: State.REFUSED,
    Fate.LATER: State.REFUSED,  # a code is of no use later
    Fate.UNCERTAIN: State.UNCERTAIN,
}


def sms_is_ready() -> bool:
    """Whether codes can be sent: a provider is set up and, where it wants registered texts, has one for codes."""
    sender = sms_sender()
    return sender.is_ready() and (not sender.needs_template or registered_text(sender.provider, CODE_KIND) is not None)


def send_code(*, phone: str, code: str, purpose: str, now: datetime) -> None:
    """Send a code to a phone. Where the provider gave no reply it counts as sent: it mostly is.

    Args:
        phone: in clear; neither it nor the code is kept or logged.
        purpose: one of `CODE_PURPOSES`; others are called a confirmation of identity.
    Raises:
        SmsNotConfigured: there is no provider, or it has no registered text for codes.
        SmsTooSoon, SmsUsedUp: the budget of this phone says no. Both are `SmsRefused`.
        SmsRefused: the provider did not take it, with the reason as a sentence.
    """
    sender = sms_sender()
    registered = registered_text(sender.provider, CODE_KIND) if sender.needs_template else None
    if not sender.is_ready() or (sender.needs_template and registered is None):
        raise SmsNotConfigured
    delivery = _begin(sender, phone, now)
    outcome = sender.send(_letter(code, purpose, registered), [phone], reference=str(delivery.pk))[0]
    _note(delivery, outcome, now)
    if outcome.fate in (Fate.REFUSED, Fate.LATER):
        raise SmsRefused(reason=explain(SMS, outcome.code))


@transaction.atomic
def _begin(sender: Sender, phone: str, now: datetime) -> Delivery:
    """Write down that a code goes out, unless the phone has had enough of them."""
    key = fingerprint(phone)
    with connection.cursor() as cursor:  # two requests for one phone wait for each other
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(key[:8], "big", signed=True)])
    _check_budget(key, now)
    return Delivery.objects.create(
        channel=SMS,
        provider=sender.provider,
        kind=CODE_KIND,
        unit_path=unit_path_of("/"),
        is_urgent=True,
        address_masked=masked(SMS, phone),
        address_key=key,
        state=State.SENDING,
        attempts=1,
        made_at=now,
        sent_at=now,
    )


def _check_budget(key: bytes, now: datetime) -> None:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    sent: Any = Delivery.objects.filter(address_key=key, kind=CODE_KIND, state__in=COUNTED)
    pause = timedelta(seconds=settings.SMS_CODE_PAUSE_SECONDS)
    latest = sent.filter(sent_at__gt=now - pause).order_by("-sent_at").first()
    if latest is not None:
        raise SmsTooSoon(seconds=ceil((latest.sent_at + pause - now).total_seconds()))
    if sent.filter(sent_at__gte=midnight).count() >= settings.SMS_CODES_A_DAY:
        raise SmsUsedUp(count=settings.SMS_CODES_A_DAY)


def _letter(code: str, purpose: str, registered: Registered | None) -> Letter:
    label = str(CODE_PURPOSES.get(purpose, _("身份确认")))
    values = {"code": code, "minutes": str(CODE_MINUTES), "purpose": label}
    text = _("杏坛验证码%(code)s，%(minutes)s分钟内有效，用于%(purpose)s。不是您本人操作请忽略，不要告诉任何人。")
    return Letter(kind=CODE_KIND, title=text % values, purpose=purpose, registered=registered, values=values)


def _note(delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(
        state=STATE_OF[outcome.fate],
        code=outcome.code[:80],
        said=outcome.said[:300],
        outside_id=outcome.outside_id[:120],
        parts=0 if outcome.fate in (Fate.REFUSED, Fate.LATER) else outcome.parts,
        settled_at=now,
    )
