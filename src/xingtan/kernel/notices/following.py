"""What became of messages that were taken: receipts, asked for now and then until they are worth no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q

from xingtan.kernel.notices.claiming import addresses_of
from xingtan.kernel.notices.data import DINGTALK, State
from xingtan.kernel.notices.delivering import send_what_was_held, try_next_channel
from xingtan.kernel.notices.models import Delivery
from xingtan.kernel.notices.senders.chosen import ready_senders
from xingtan.kernel.notices.senders.data import Receipt, Seen, Sender, Sent

AT_ONCE = 200
PAUSES = ((timedelta(minutes=10), timedelta(minutes=1)), (timedelta(hours=2), timedelta(minutes=15)))
LONG_PAUSE = timedelta(hours=2)
STATE_OF = {Seen.DELIVERED: State.DELIVERED, Seen.READ: State.READ, Seen.FAILED: State.REFUSED}


def follow_up(now: datetime) -> int:
    """Ask every channel that knows for receipts, and go on with what was held back. Returns how many are news."""
    news = sum(_follow(sender, now) for sender in ready_senders() if sender.follows_for)
    send_what_was_held(now)
    return news


def _follow(sender: Sender, now: datetime) -> int:
    rows = _to_ask(sender, now)
    addresses = addresses_of(sender.channel, [row.person_id for row in rows if row.person_id])
    asked = {row.reference: row for row in rows if row.person_id in addresses}
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(followed_at=now)
    known = sender.follow([_sent(row, addresses[row.person_id or 0]) for row in asked.values()])
    changed = [row for reference, receipt in known.items() if _note(row := asked[reference], receipt, now)]
    failed = {row.notice_id for row in changed if row.state == State.REFUSED and row.notice_id}
    try_next_channel(sorted(failed), now)
    return len(changed)


def _sent(row: Delivery, address: str) -> Sent:
    return Sent(reference=row.reference, address=address, outside_id=row.outside_id, sent_at=row.sent_at or row.made_at)


def _to_ask(sender: Sender, now: datetime) -> Sequence[Delivery]:
    """Messages without a last word, those longest unasked first. The older one is, the less often it is asked for."""
    due = Q(followed_at__isnull=True)
    younger_than = now
    for age, pause in PAUSES:
        due |= Q(sent_at__gt=now - age, sent_at__lte=younger_than, followed_at__lte=now - pause)
        younger_than = now - age
    due |= Q(followed_at__lte=now - LONG_PAUSE)
    states = [State.ACCEPTED, State.UNCERTAIN, *([State.DELIVERED] if sender.channel == DINGTALK else [])]
    rows = Delivery.objects.filter(
        due,
        channel=sender.channel,
        provider=sender.provider,
        state__in=states,
        person_id__isnull=False,
        sent_at__gt=now - sender.follows_for,
    )
    return list(rows.order_by(F("followed_at").asc(nulls_first=True), "pk")[:AT_ONCE])


def _note(row: Delivery, receipt: Receipt, now: datetime) -> bool:
    state = STATE_OF[receipt.seen]
    if row.state == state:
        return False
    changed = Delivery.objects.filter(pk=row.pk, state=row.state).update(
        state=state,
        code=receipt.code[:80],
        said=receipt.said[:300],
        outside_id=receipt.outside_id[:120] or row.outside_id,
        settled_at=now,
    )
    row.state = state
    return bool(changed)
