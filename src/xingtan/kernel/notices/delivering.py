"""A notice on its way out: channel after channel, until one has taken it for each person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from xingtan.kernel.notices.claiming import OPEN, Claimed, addresses_of, claim, people_left
from xingtan.kernel.notices.composing import letter_of, parts_expected, registered_for
from xingtan.kernel.notices.data import BELL, SMS, State, Why
from xingtan.kernel.notices.models import Delivery, Notice, Recipient
from xingtan.kernel.notices.quiet import end_of_quiet, midnight_before
from xingtan.kernel.notices.senders.chosen import ready_senders, sender_of
from xingtan.kernel.notices.senders.data import Fate, Letter, Outcome, Sender
from xingtan.kernel.notices.units import unit_path_of
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.tasks.api import check_cancelled, progress, task

BATCH = 200
MOST_ATTEMPTS = 5
WORTH_SENDING_FOR = timedelta(days=3)  # what was held back longer has waited on the bell long enough

Clock = Callable[[], datetime]


class SomeWait(Exception):
    """Some messages could not be handed over yet; the run is tried again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """What one go achieved. `goes_on_at` is set when quiet hours stopped it."""

    accepted: int = 0
    waiting: int = 0
    goes_on_at: datetime | None = None


def send_later(notice: Notice, now: datetime) -> None:
    """Queue what leaves the house, to go out when quiet hours are over. Without a way out nothing happens."""
    if not set(REGISTRY.find("notices", notice.kind).channels) - {BELL} or not ready_senders():
        return
    _enqueue(notice, now)


def _enqueue(notice: Notice, now: datetime, why: str = "") -> None:
    due_at = now if notice.is_urgent else end_of_quiet(now)
    send_notice.enqueue(key=f"notice-{notice.pk}{why}", due_at=due_at, notice_id=notice.pk)


@task(queue="notices", retries=MOST_ATTEMPTS + 1, lock="notice-{notice_id}")
def send_notice(*, notice_id: int) -> int:
    """Send a notice to whoever was told and not yet reached. Safe to run twice. Returns how many were taken."""
    notice = Notice.objects.filter(pk=notice_id).first()
    if notice is None:
        return 0
    done = send_waiting(notice_id, timezone.now)
    if done.goes_on_at is not None:
        _enqueue(notice, done.goes_on_at, "-morning")
    elif done.waiting:
        raise SomeWait(f"{done.waiting} messages of notice {notice_id} wait")
    return done.accepted


def send_waiting(notice_id: int, clock: Clock) -> Progress:
    """Try every channel for whoever is not reached yet."""
    notice = Notice.objects.filter(pk=notice_id).first()
    senders = ready_senders()
    if notice is None or not senders:
        return Progress()
    _settle_interrupted(notice, [sender.channel for sender in senders], clock())
    total = Recipient.objects.filter(notice=notice, read_at__isnull=True).count()
    earlier: list[str] = []
    accepted, lacks_template = 0, False
    for sender in senders:
        registered = registered_for(notice, sender)
        if sender.needs_template and registered is None:
            lacks_template = True
            continue
        letter = letter_of(notice, registered)
        for claimed in _calls(notice, sender, earlier, letter, clock):
            if claimed is None:
                return Progress(accepted=accepted, goes_on_at=end_of_quiet(clock()))
            outcomes = sender.send(letter, [one.address for one in claimed], reference=str(claimed[0].delivery_id))
            accepted += record(sender, claimed, outcomes, clock())
            progress(min(accepted, total), total)
        earlier.append(sender.channel)
    _note_unreachable(notice, senders[-1], lacks_template, clock())
    waiting = Delivery.objects.filter(notice=notice, state=State.WAITING).count()
    return Progress(accepted=accepted, waiting=waiting)


def _calls(
    notice: Notice, sender: Sender, earlier: Sequence[str], letter: Letter, clock: Clock
) -> Iterator[list[Claimed] | None]:
    """The calls to make on one channel, each a list of messages already written down; None when quiet hours begin."""
    unit_path, parts, after = (
        unit_path_of(notice.organisation_path),
        parts_expected(letter) if sender.channel == SMS else 1,
        0,
    )
    yield from _repeats(notice, sender, clock)
    while True:
        check_cancelled()
        now = clock()
        if not notice.is_urgent and end_of_quiet(now) > now:
            yield None
            return
        copies = list(people_left(notice, sender, earlier, now).filter(pk__gt=after)[:BATCH])
        if not copies:
            return
        after = copies[-1].pk
        known = list(addresses_of(sender.channel, [copy.person_id for copy in copies]).items())
        for start in range(0, len(known), sender.batch):
            check_cancelled()
            some = dict(known[start : start + sender.batch])
            if claimed := claim(notice, sender, earlier, some, parts=parts, unit_path=unit_path, now=clock()):
                yield claimed


def _repeats(notice: Notice, sender: Sender, clock: Clock) -> Iterator[list[Claimed]]:
    """Calls to make once more exactly as they were, where the other side recognises them."""
    waiting = Delivery.objects.filter(notice=notice, channel=sender.channel, state=State.WAITING, call_id__isnull=False)
    for call_id in sorted(set(waiting.values_list("call_id", flat=True))):
        rows = list(waiting.filter(call_id=call_id).order_by("pk"))
        addresses = addresses_of(sender.channel, [row.person_id for row in rows if row.person_id])
        same = [
            Claimed(delivery_id=row.pk, person_id=row.person_id, address=addresses.get(row.person_id, ""))
            for row in rows
            if row.person_id
        ]
        if not all(one.address for one in same):
            waiting.filter(call_id=call_id).update(state=State.UNCERTAIN, settled_at=clock())
            continue
        waiting.filter(call_id=call_id).update(state=State.SENDING, attempts=F("attempts") + 1)
        yield same


def _settle_interrupted(notice: Notice, ready: Sequence[str], now: datetime) -> None:
    """What a stopped worker was sending: once more where that is harmless, else uncertain. What waits for a channel
    that is gone waits no longer."""
    interrupted = Delivery.objects.filter(notice=notice, state=State.SENDING)
    for channel in set(interrupted.values_list("channel", flat=True)):
        ours = interrupted.filter(channel=channel)
        may_repeat = sender_of(channel).may_repeat_for
        if may_repeat:
            ours.filter(sent_at__gt=now - may_repeat, attempts__lt=MOST_ATTEMPTS).update(state=State.WAITING)
        ours.update(state=State.UNCERTAIN, code=Why.WORKER_STOPPED, settled_at=now)
    gone = Delivery.objects.filter(notice=notice, state=State.WAITING).exclude(channel__in=ready)
    gone.filter(call_id__isnull=False).update(state=State.UNCERTAIN, settled_at=now)
    gone.update(state=State.REFUSED, code=Why.NOT_READY, settled_at=now)


def record(sender: Sender, claimed: Sequence[Claimed], outcomes: Sequence[Outcome], now: datetime) -> int:
    """Write down what became of a call. Returns how many were accepted."""
    mine = Delivery.objects.filter(Q(state=State.SENDING) | Q(state=State.UNCERTAIN, code=Why.WORKER_STOPPED))
    accepted = 0
    for one, outcome in zip(claimed, outcomes, strict=True):
        row = mine.filter(pk=one.delivery_id)
        told = {"code": outcome.code[:80], "said": outcome.said[:300], "settled_at": now}
        if outcome.fate == Fate.ACCEPTED:
            accepted += row.update(
                **told, state=State.ACCEPTED, outside_id=outcome.outside_id[:120], parts=outcome.parts
            )
        elif outcome.fate == Fate.REFUSED:
            row.update(**told, state=State.REFUSED, parts=0)
        elif outcome.fate == Fate.LATER:
            row.filter(attempts__gte=MOST_ATTEMPTS).update(**told, state=State.REFUSED, parts=0)
            row.update(**told, state=State.WAITING, call_id=None)
        elif sender.may_repeat_for:
            row.filter(attempts__gte=MOST_ATTEMPTS).update(**told, state=State.UNCERTAIN)
            row.update(**told, state=State.WAITING)
        else:
            row.update(**told, state=State.UNCERTAIN)
    return accepted


def _note_unreachable(notice: Notice, last: Sender, lacks_template: bool, now: datetime) -> None:
    """One line for each who has no address on any channel, so that somebody can see it."""
    tried = Delivery.objects.filter(notice=notice).values("person_id")
    people = Recipient.objects.filter(notice=notice, read_at__isnull=True).exclude(person_id__in=tried)
    sender = sender_of(SMS) if lacks_template else last
    Delivery.objects.bulk_create(
        [
            Delivery(
                notice=notice,
                person_id=person_id,
                channel=sender.channel,
                provider=sender.provider,
                kind=notice.kind,
                title=notice.title,
                unit_path=unit_path_of(notice.organisation_path),
                is_urgent=notice.is_urgent,
                state=State.REFUSED,
                code=Why.NO_TEMPLATE if lacks_template else Why.NO_ADDRESS,
                made_at=now,
                settled_at=now,
            )
            for person_id in people.values_list("person_id", flat=True)
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def send_what_was_held(now: datetime) -> int:
    """Queue notices of which something waits or was held back on an earlier day. Returns how many."""
    since = now - WORTH_SENDING_FOR
    held = Q(state=State.HELD, settled_at__lt=midnight_before(now))
    stuck = Q(state=State.WAITING, settled_at__lt=now - timedelta(minutes=30))
    unread = Recipient.objects.filter(
        notice_id=OuterRef("notice_id"), person_id=OuterRef("person_id"), read_at__isnull=True
    )
    left = Delivery.objects.filter(held | stuck, Exists(unread), made_at__gte=since)
    notices = Notice.objects.filter(pk__in=left.values("notice_id"))
    for notice in notices:
        _enqueue(notice, now)
    return len(notices)


def try_next_channel(notice_ids: Sequence[int], now: datetime) -> None:
    """Go on with notices that a channel had taken and then could not bring."""
    for notice in Notice.objects.filter(pk__in=notice_ids):
        _enqueue(notice, now, "-next")


def reached(notice_id: int) -> int:
    """How many people some channel has taken the notice for."""
    return int(Delivery.objects.filter(notice_id=notice_id, state__in=OPEN).values("person_id").distinct().count())
