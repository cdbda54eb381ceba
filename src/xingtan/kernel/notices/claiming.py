"""Who is next on a channel, and whether their and their unit's budget of the day still allows it.

A message is written down as being sent, in a transaction of its own, before anybody outside hears of it. Whoever
finds it so afterwards knows that it may have gone out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from xingtan.kernel.notices.addresses import fingerprint, masked
from xingtan.kernel.notices.data import SMS, State, Why
from xingtan.kernel.notices.models import Delivery, Notice, Recipient
from xingtan.kernel.notices.quiet import midnight_before
from xingtan.kernel.notices.senders.data import Sender
from xingtan.kernel.registry import REGISTRY

OPEN = (State.SENDING, State.ACCEPTED, State.DELIVERED, State.READ, State.UNCERTAIN)  # no other channel is tried
CHANGED_BY_SENDING = (
    *("state", "sent_at", "code", "said", "provider", "parts", "attempts"),
    *("address_masked", "address_key", "call_id"),
)
CLAIM_LOCK = 7_301_115  # one claim at a time, so that no budget is spent twice


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """One message that is ours to send now."""

    delivery_id: int
    person_id: int
    address: str


def people_left(notice: Notice, sender: Sender, earlier: Sequence[str], now: datetime) -> QuerySet[Any]:
    """Recipients whom this channel is to try: unread, reached nowhere, not waiting or held back elsewhere."""
    tried = Delivery.objects.filter(notice=notice, person_id=OuterRef("person_id"))
    today = Q(settled_at__gte=midnight_before(now))
    in_the_way = (
        Q(state__in=OPEN)
        | Q(state=State.WAITING, channel__in=earlier)
        | Q(state=State.WAITING, channel=sender.channel, call_id__isnull=False)
        | Q(state=State.REFUSED, channel=sender.channel)
        | (Q(state=State.HELD, code=Why.PERSON_BUDGET) & today)
        | (Q(state=State.HELD, channel=sender.channel) & today)
    )
    waiting = Recipient.objects.filter(notice=notice, read_at__isnull=True)
    return waiting.filter(~Exists(tried.filter(in_the_way))).order_by("pk")


def addresses_of(channel: str, person_ids: Sequence[int]) -> dict[int, str]:
    """Addresses of those who have one on this channel."""
    known: dict[int, str] = {}
    for book in REGISTRY.all("address_books"):
        if book.channel == channel:
            known.update({person: address for person, address in book.addresses(person_ids).items() if address})
    return known


@transaction.atomic
def claim(
    notice: Notice,
    sender: Sender,
    earlier: Sequence[str],
    addresses: Mapping[int, str],
    *,
    parts: int,
    unit_path: str,
    now: datetime,
) -> list[Claimed]:
    """Write down who is being sent to now, and who is held back. Returns those to send to, in order of `addresses`.

    Args:
        parts: text messages that each one costs; counted for text messages only.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLAIM_LOCK])
    still = people_left(notice, sender, earlier, now).filter(person_id__in=list(addresses))
    people = set(still.values_list("person_id", flat=True))
    spent = _spent_today(people, now)
    room = _room_of(unit_path, now) if sender.channel == SMS else None
    claimed: list[tuple[int, str]] = []
    held: dict[int, Why] = {}
    for person, address in addresses.items():
        if person not in people:
            continue
        if not notice.is_urgent and spent[person] >= settings.DAILY_PUSH_BUDGET:
            held[person] = Why.PERSON_BUDGET
        elif room is not None and not notice.is_urgent and room < parts:
            held[person] = Why.UNIT_BUDGET
        else:
            claimed.append((person, address))
            room = None if room is None else room - parts
    columns: dict[str, Any] = {
        "provider": sender.provider,
        "kind": notice.kind,
        "title": notice.title,
        "unit_path": unit_path,
    }
    columns |= {"is_urgent": notice.is_urgent}
    _hold(notice, sender.channel, held, addresses, columns, now)
    return _begin(notice, sender, claimed, {**columns, "parts": parts if sender.channel == SMS else 1}, now)


def _spent_today(people: set[int], now: datetime) -> Counter[int]:
    sent = Delivery.objects.filter(person_id__in=people, sent_at__gte=midnight_before(now), state__in=OPEN)
    return Counter(dict(sent.order_by().values_list("person_id").annotate(n=Count("pk"))))


def _room_of(unit_path: str, now: datetime) -> int:
    used = used_today(unit_path, now)
    return int(settings.SCHOOL_DAILY_SMS) - used


def used_today(unit_path: str, now: datetime) -> int:
    """Text messages a unit has used up today."""
    sent = Delivery.objects.filter(
        unit_path=unit_path, channel=SMS, sent_at__gte=midnight_before(now), state__in=OPEN, notice__isnull=False
    )
    return int(sent.aggregate(n=Sum("parts"))["n"] or 0)


def _hold(
    notice: Notice,
    channel: str,
    held: Mapping[int, Why],
    addresses: Mapping[int, str],
    columns: Mapping[str, Any],
    now: datetime,
) -> None:
    for person, why in held.items():
        Delivery.objects.update_or_create(
            notice=notice,
            person_id=person,
            channel=channel,
            defaults={"state": State.HELD, "code": why, "settled_at": now},
            create_defaults={
                **columns,
                "state": State.HELD,
                "code": why,
                "settled_at": now,
                "made_at": now,
                "address_masked": masked(channel, addresses[person]),
                "address_key": fingerprint(addresses[person]),
            },
        )


def _begin(
    notice: Notice, sender: Sender, people: Sequence[tuple[int, str]], columns: Mapping[str, Any], now: datetime
) -> list[Claimed]:
    """The rows as being sent. Those of one call share the number of the first: it can be repeated as it was."""
    known = Delivery.objects.filter(
        notice=notice, channel=sender.channel, person_id__in=[person for person, _a in people]
    )
    rows = {row.person_id: row for row in known}
    fresh = [
        Delivery(notice=notice, person_id=person, channel=sender.channel, made_at=now, **columns)
        for person, _address in people
        if person not in rows
    ]
    rows.update({row.person_id: row for row in Delivery.objects.bulk_create(fresh)})
    for person, address in people:
        row = rows[person]
        row.state, row.sent_at, row.code, row.said = State.SENDING, now, "", ""
        row.provider, row.parts = columns["provider"], columns["parts"]
        row.attempts += 1
        row.address_masked, row.address_key = masked(sender.channel, address), fingerprint(address)
    ordered = [rows[person] for person, _address in people]
    for row in ordered:
        row.call_id = ordered[0].pk
    Delivery.objects.bulk_update(ordered, CHANGED_BY_SENDING)
    return [Claimed(delivery_id=rows[person].pk, person_id=person, address=address) for person, address in people]
