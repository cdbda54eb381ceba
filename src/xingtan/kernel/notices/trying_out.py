"""One message to oneself, to see whether a channel works."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xingtan.kernel.notices.addresses import fingerprint, masked
from xingtan.kernel.notices.claiming import Claimed, addresses_of
from xingtan.kernel.notices.composing import absolute
from xingtan.kernel.notices.data import CODE_KIND, SMS, TRY_OUT_KIND, State
from xingtan.kernel.notices.delivering import record
from xingtan.kernel.notices.errors import ChannelNotReady, NoAddressOfYours, TriedJustNow
from xingtan.kernel.notices.models import Delivery, MessageTemplate
from xingtan.kernel.notices.registering import EXAMPLES
from xingtan.kernel.notices.senders.chosen import sender_of
from xingtan.kernel.notices.senders.data import Letter, Registered, Sender
from xingtan.kernel.notices.templates_in_use import registered_texts
from xingtan.kernel.notices.units import unit_path_of

PAUSE = timedelta(seconds=30)


def try_out(*, channel: str, person_id: int, now: datetime) -> Delivery:
    """Send one message to a person's own address, and return what became of it.

    Raises:
        ChannelNotReady: settings or a registered text are missing.
        NoAddressOfYours: the person has no address on this channel.
        TriedJustNow: less than half a minute ago.
    """
    sender = sender_of(channel)
    registered = any_text(sender)
    if not sender.is_ready() or (sender.needs_template and registered is None):
        raise ChannelNotReady
    address = addresses_of(channel, [person_id]).get(person_id)
    if not address:
        raise NoAddressOfYours
    delivery = _begin(sender, person_id, address, now)
    claimed = Claimed(delivery_id=delivery.pk, person_id=person_id, address=address)
    outcomes = sender.send(_letter(registered, now), [address], reference=str(delivery.pk))
    record(sender, [claimed], outcomes, now)
    Delivery.objects.filter(pk=delivery.pk, state=State.WAITING).update(state=State.REFUSED)  # nobody tries it again
    return Delivery.objects.get(pk=delivery.pk)


def any_text(sender: Sender) -> Registered | None:
    """Some registered text, rather one for notices than that for codes."""
    if not sender.needs_template:
        return None
    kinds = MessageTemplate.objects.filter(provider=sender.provider).order_by().values_list("kind", flat=True)
    texts = registered_texts(sender.provider, set(kinds))
    return next((text for kind, text in texts.items() if kind != CODE_KIND), texts.get(CODE_KIND))


@transaction.atomic
def _begin(sender: Sender, person_id: int, address: str, now: datetime) -> Delivery:
    just_now = Delivery.objects.filter(person_id=person_id, kind=TRY_OUT_KIND, channel=sender.channel)
    if just_now.filter(made_at__gt=now - PAUSE).exists():
        raise TriedJustNow
    begun: Delivery = Delivery.objects.create(
        person_id=person_id,
        channel=sender.channel,
        provider=sender.provider,
        kind=TRY_OUT_KIND,
        title=_title()[:160],
        unit_path=unit_path_of("/"),
        is_urgent=True,
        address_masked=masked(sender.channel, address),
        address_key=fingerprint(address),
        state=State.SENDING,
        parts=1 if sender.channel == SMS else 0,
        attempts=1,
        made_at=now,
        sent_at=now,
    )
    return begun


def _title() -> str:
    return _("这是一条试发消息")


def _letter(registered: Registered | None, now: datetime) -> Letter:
    values = {name: str(value) for name, value in EXAMPLES.items()} | {"title": _title()}
    said_at = timezone.localtime(now).strftime("%Y-%m-%d %H:%M:%S")
    body = _("收到说明渠道已经接通。发出时间%(at)s。") % {"at": said_at}
    return Letter(
        kind=TRY_OUT_KIND,
        title=_title(),
        body=body,
        url=absolute("/notices/"),
        said_at=said_at,
        registered=registered,
        values=values,
    )
