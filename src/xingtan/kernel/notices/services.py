"""Telling, reading, acknowledging."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from xingtan.kernel.notices import delivering
from xingtan.kernel.notices.errors import NothingToAcknowledge, NoticeNotFound
from xingtan.kernel.notices.models import Notice, Recipient
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor


@transaction.atomic
def tell(
    *,
    kind: str,
    subject_key: str,
    person_ids: Iterable[int] | QuerySet[Any],
    title: Any,
    now: datetime,
    body: Any = "",
    url: str = "",
    sender: str = "",
    sender_person_id: int | None = None,
    organisation_path: str = "",
    requires_ack: bool = False,
    ack_by: date | None = None,
    is_urgent: bool = False,
) -> Notice:
    """Tell people something once. Safe to run twice: who knows already is not told again.

    Args:
        kind: code of a `NoticeKind` in some manifest.
        subject_key: what it is about, e.g. "guardianship:12"; with `kind` it names the notice. To tell
            the same people again, put the occasion into it, e.g. "guardianship:12:2025-09-23".
        person_ids: ids, or a queryset of one id column, which is told in one statement however long.
        ack_by: last day to acknowledge; only with `requires_ack`.
        is_urgent: passes quiet hours and daily budgets.
    Raises:
        LookupError: no manifest declares `kind`.
    """
    REGISTRY.find("notices", kind)
    notice, _is_new = Notice.objects.get_or_create(
        kind=kind,
        subject_key=subject_key,
        defaults={
            "title": str(title)[:160],
            "body": str(body),
            "url": url,
            "sender": sender,
            "sender_person_id": sender_person_id,
            "organisation_path": organisation_path,
            "requires_ack": requires_ack,
            "ack_by": ack_by if requires_ack else None,
            "is_urgent": is_urgent,
        },
    )
    told = _add_recipients(notice, person_ids)
    if told:
        delivering.send_later(notice, now)
    return notice


def _add_recipients(notice: Notice, person_ids: Iterable[int] | QuerySet[Any]) -> int:
    """One INSERT … SELECT; people already told are skipped. Returns how many are new."""
    if isinstance(person_ids, QuerySet):
        source, values = person_ids.query.sql_with_params()
    else:
        source, values = "SELECT unnest(%s::bigint[])", ([int(person_id) for person_id in person_ids],)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notices_recipient (notice_id, person_id, needs_ack) "
            f"SELECT %s, told.person_id, %s FROM ({source}) AS told(person_id) "
            "WHERE told.person_id IS NOT NULL ON CONFLICT DO NOTHING",
            [notice.pk, notice.requires_ack, *values],
        )
        return int(cursor.rowcount)


def mark_read(*, actor: Actor, notice_id: int, now: datetime) -> Recipient:
    """Note that the actor has opened a notice. The first time counts.

    Raises:
        NoticeNotFound: it was not sent to the actor.
    """
    copies = Recipient.objects.visible_to(actor).filter(notice_id=notice_id)
    copies.unread().update(read_at=now)
    copy: Recipient | None = copies.select_related("notice").first()
    if copy is None:
        raise NoticeNotFound
    return copy


def mark_all_read(*, actor: Actor, now: datetime) -> int:
    """Note everything of the actor's as read. What must be acknowledged stays to be done. Returns how many."""
    return int(Recipient.objects.visible_to(actor).unread().update(read_at=now))


@transaction.atomic
def acknowledge(*, actor: Actor, notice_id: int, now: datetime) -> Recipient:
    """Confirm having taken note. A second time changes nothing.

    Raises:
        NoticeNotFound: it was not sent to the actor.
        NothingToAcknowledge: it asks for no confirmation.
    """
    copies = Recipient.objects.visible_to(actor).filter(notice_id=notice_id)
    copies.to_acknowledge().update(acked_at=now, read_at=Coalesce("read_at", now))
    copy: Recipient | None = copies.select_related("notice").first()
    if copy is None:
        raise NoticeNotFound
    if not copy.needs_ack:
        raise NothingToAcknowledge(title=copy.notice.title)
    return copy


@transaction.atomic
def withdraw(*, kind: str, subject_key: str) -> int:
    """Take back a notice whose matter has gone: it leaves every bell and to-do list. Returns people it reached."""
    notice = Notice.objects.filter(kind=kind, subject_key=subject_key).first()
    if notice is None:
        return 0
    reached = notice.recipients.count()
    notice.delete()
    return reached
