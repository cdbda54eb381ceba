"""Notices by mail: later, in quiet hours not at all, and never more than a few a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Count
from django.template.loader import render_to_string
from django.utils import timezone

from xingtan.kernel.notices.data import MAIL
from xingtan.kernel.notices.models import Notice, Recipient
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.tasks.api import check_cancelled, progress, task

BATCH = 200
NO_MAIL_SERVER = "django.core.mail.backends.dummy.EmailBackend"


def send_later(notice: Notice, now: datetime) -> None:
    """Queue the mails of a notice, to go out when quiet hours are over. Without a mail server nothing happens."""
    if settings.EMAIL_BACKEND == NO_MAIL_SERVER or not REGISTRY.all("address_books"):
        return
    due_at = now if notice.is_urgent else end_of_quiet(now)
    send_mails.enqueue(key=f"notice-{notice.pk}", due_at=due_at, notice_id=notice.pk)


@task(queue="notices", retries=5, lock="mail")
def send_mails(*, notice_id: int) -> int:
    """Mail a notice to whoever was told and not yet mailed. Safe to run twice. Returns how many mails went out."""
    return send_waiting(notice_id, timezone.now())


def send_waiting(notice_id: int, now: datetime) -> int:
    notice = Notice.objects.filter(pk=notice_id).first()
    if notice is None:
        return 0
    waiting = Recipient.objects.filter(notice=notice, mailed_at__isnull=True, read_at__isnull=True)
    total, sent, after = waiting.count(), 0, 0
    while batch := list(waiting.filter(pk__gt=after).order_by("pk")[:BATCH]):
        check_cancelled()
        after = batch[-1].pk
        sent += _send_batch(notice, batch, now)
        progress(min(sent, total), total)
    return sent


def _send_batch(notice: Notice, batch: Sequence[Recipient], now: datetime) -> int:
    addresses = _addresses([copy.person_id for copy in batch])
    spent = Counter() if notice.is_urgent else _mails_today([copy.person_id for copy in batch], now)
    sent = 0
    with get_connection() as server:
        for copy in batch:
            address = addresses.get(copy.person_id)
            if not address or spent[copy.person_id] >= settings.DAILY_PUSH_BUDGET:
                continue
            EmailMessage(notice.title, mail_text(notice), to=[address], connection=server).send()
            Recipient.objects.filter(pk=copy.pk).update(mailed_at=now)
            sent += 1
    return sent


def mail_text(notice: Notice) -> str:
    """Body of the mail: the kind's template when it has one, else the plain one."""
    template = REGISTRY.find("notices", notice.kind).template or "notices/mail.txt"
    return render_to_string(template, {"notice": notice})


def _addresses(person_ids: Sequence[int]) -> dict[int, str]:
    known: dict[int, str] = {}
    for book in REGISTRY.all("address_books"):
        if book.channel == MAIL:
            known.update(book.addresses(person_ids))
    return known


def _mails_today(person_ids: Sequence[int], now: datetime) -> Counter[int]:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    mailed = Recipient.objects.filter(person_id__in=person_ids, mailed_at__gte=midnight)
    return Counter(dict(mailed.values_list("person_id").annotate(n=Count("pk"))))


def quiet_hours() -> tuple[time, time]:
    """Local times between which nothing is pushed.

    Raises:
        ValueError: the setting is not of the form "21:00-07:00".
    """
    start, _dash, end = settings.QUIET_HOURS.partition("-")
    return time.fromisoformat(start.strip()), time.fromisoformat(end.strip())


def end_of_quiet(now: datetime) -> datetime:
    """`now`, or the end of the quiet hours it falls into."""
    start, end = quiet_hours()
    local = timezone.localtime(now)
    clock = local.time()
    if start == end:
        return now
    is_quiet = start <= clock < end if start < end else (clock >= start or clock < end)
    if not is_quiet:
        return now
    morning = local.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)
