"""Reads for the bell, the to-do list and the notice pages. Each is one query."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from xingtan.kernel.clock import local_day
from xingtan.kernel.notices.data import CHANNEL_LABELS, Acknowledgement, BellState
from xingtan.kernel.notices.errors import NoticeNotFound
from xingtan.kernel.notices.models import Delivery, Recipient
from xingtan.kernel.notices.querysets import RecipientQuerySet
from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import Actor


def unread_count(actor: Actor) -> int:
    """How many notices the actor has not opened."""
    return int(Recipient.objects.visible_to(actor).unread().count())


def bell_state(actor: Actor) -> BellState:
    """Unread count and newest notice, for the bell and its entity tag."""
    if actor.person_id is None:
        return BellState(unread=0, newest_id=0)
    found = _unread(person_id=actor.person_id)
    return BellState(unread=found[0][0], newest_id=found[0][1] or 0) if found else BellState(unread=0, newest_id=0)


@prepared
def _unread(*, person_id: int) -> Any:
    unread = Recipient.objects.filter(person_id=person_id).unread().order_by().values("person_id")
    return unread.annotate(unread=Count("pk"), newest_id=Max("notice_id")).values_list("unread", "newest_id")


def received_by(actor: Actor) -> RecipientQuerySet:
    """The actor's notices, newest first, each with its `notice`."""
    copies: RecipientQuerySet = Recipient.objects.visible_to(actor).select_related("notice").order_by("-notice_id")
    return copies


def received(actor: Actor, notice_id: int) -> Recipient:
    """The actor's copy of one notice.

    Raises:
        NoticeNotFound: it was not sent to the actor.
    """
    copy: Recipient | None = received_by(actor).filter(notice_id=notice_id).first()
    if copy is None:
        raise NoticeNotFound
    return copy


def to_acknowledge(actor: Actor) -> RecipientQuerySet:
    """What the actor still has to acknowledge, the most pressing first."""
    return received_by(actor).to_acknowledge().order_by("notice__ack_by", "notice_id")


def overdue_count(actor: Actor, now: datetime) -> int:
    """How many of those are past their day."""
    return int(to_acknowledge(actor).filter(notice__ack_by__lt=local_day(now)).count())


def acknowledgement(notice_id: int) -> Acknowledgement:
    """How many people were told, read and acknowledged."""
    counted = Recipient.objects.filter(notice_id=notice_id).aggregate(
        told=Count("pk"),
        read=Count("pk", filter=Q(read_at__isnull=False)),
        acknowledged=Count("pk", filter=Q(acked_at__isnull=False)),
        last_at=Max("acked_at"),
    )
    return Acknowledgement(**counted)


def outstanding(notice_id: int) -> list[int]:
    """Person ids of those who have not acknowledged."""
    return list(Recipient.objects.filter(notice_id=notice_id).to_acknowledge().values_list("person_id", flat=True))


def export_received(person_id: int) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """What one person was told, for the export of personal data. Times are ISO 8601."""
    copies = Recipient.objects.filter(person_id=person_id).select_related("notice").order_by("notice_id")
    yield (
        _("收到的通知"),
        [
            {
                _("标题"): copy.notice.title,
                _("送达时间"): copy.told_at.isoformat(),
                _("阅读时间"): copy.read_at.isoformat() if copy.read_at else "",
                _("签收时间"): copy.acked_at.isoformat() if copy.acked_at else "",
            }
            for copy in copies
        ],
    )
    sent = Delivery.objects.filter(person_id=person_id).order_by("pk")
    if sent:
        yield (
            _("发送记录"),
            [
                {
                    _("时间"): row.made_at.isoformat(),
                    _("渠道"): str(CHANNEL_LABELS.get(row.channel, row.channel)),
                    _("地址"): row.address_masked,
                    _("标题"): row.title,
                    _("状态"): row.get_state_display(),
                }
                for row in sent
            ],
        )
