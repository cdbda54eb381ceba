"""Ways out of the product: registered texts, try-outs, matching of users; for whoever runs the installation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from xingtan.kernel.audit import api as audit
from xingtan.kernel.errors import NotFound, NotPermitted
from xingtan.kernel.notices import api as notices
from xingtan.kernel.notices import registering, trying_out
from xingtan.kernel.notices.data import AUDIT_TEMPLATE_SAVED, AUDIT_TRIED_OUT, AUDIT_USERS_MATCHED, MANAGE_CHANNELS
from xingtan.kernel.notices.outside_users import WITH_USERS
from xingtan.kernel.notices.senders.chosen import sms_sender
from xingtan.kernel.scopes import Actor
from xingtan.people.organisations.selectors import bureau
from xingtan.people.postings.models import Posting


def require_channel_manager(actor: Actor) -> str:
    """The path of the bureau. Channels serve everybody, so a right on one school does not do.

    Raises:
        NotPermitted.
    """
    over = bureau()
    if over is None or not actor.may(MANAGE_CHANNELS, over.path):
        raise NotPermitted(permission=MANAGE_CHANNELS)
    return str(over.path)


@transaction.atomic
def save_text(
    *, actor: Actor, kind: str, template_code: str, text: str, names: Sequence[str], now: datetime
) -> notices.MessageTemplate:
    """Put a registered text into use for a kind of notice.

    Raises:
        NotPermitted, NotFound, TextWrong, TextUnchanged.
    """
    path = require_channel_manager(actor)
    if kind not in registering.kinds_sent_outside():
        raise NotFound
    saved = registering.save_text(
        provider=sms_sender().provider,
        kind=kind,
        template_code=template_code,
        text=text,
        names=names,
        person_id=actor.person_id,
        now=now,
    )
    detail = {"kind": kind, "template_code": template_code, "provider": saved.provider}
    audit.record(actor, AUDIT_TEMPLATE_SAVED, "message_template", saved.pk, path, detail=detail)
    return saved


@transaction.atomic
def stop_text(*, actor: Actor, kind: str, now: datetime) -> notices.MessageTemplate:
    """Take the text of a kind out of use.

    Raises:
        NotPermitted, TextUnchanged.
    """
    path = require_channel_manager(actor)
    provider = sms_sender().provider
    stopped = registering.stop_text(provider=provider, kind=kind, person_id=actor.person_id, now=now)
    detail = {"kind": kind, "template_code": "", "provider": provider}
    audit.record(actor, AUDIT_TEMPLATE_SAVED, "message_template", stopped.pk, path, detail=detail)
    return stopped


def try_out(*, actor: Actor, channel: str, now: datetime) -> notices.Delivery:
    """Send one message to the actor's own address.

    Raises:
        NotPermitted, NotFound, ChannelNotReady, NoAddressOfYours, TriedJustNow.
    """
    path = require_channel_manager(actor)
    if channel not in notices.CHANNEL_LABELS or actor.person_id is None:
        raise NotFound
    delivery = trying_out.try_out(channel=channel, person_id=actor.person_id, now=now)
    detail = {"channel": channel, "state": str(delivery.state)}
    audit.record(actor, AUDIT_TRIED_OUT, "delivery", delivery.pk, path, detail=detail)
    return delivery


def permit_matching(*, actor: Actor, channel: str) -> None:
    """Let pass who may have the staff's users looked for, and keep that it was asked for.

    Raises:
        NotPermitted, NotFound: this channel has no users of its own.
    """
    path = require_channel_manager(actor)
    if channel not in WITH_USERS:
        raise NotFound
    audit.record(actor, AUDIT_USERS_MATCHED, "channel", None, path, detail={"channel": channel})


def match_staff(*, channel: str, now: datetime) -> notices.LookedUp:
    """Look for the users of everybody on the staff by their mobile numbers."""
    on_staff = Posting.objects.in_force(now.date()).of_staff().order_by("person_id")
    people = list(on_staff.values_list("person_id", flat=True).distinct())
    return notices.look_up_outside_users(channel=channel, person_ids=people, now=now)
