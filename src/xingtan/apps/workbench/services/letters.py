"""Writing to many people, and asking again those who have not signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from xingtan.apps.workbench import data, errors
from xingtan.apps.workbench.models import Letter
from xingtan.apps.workbench.selectors import audiences as who
from xingtan.apps.workbench.selectors.shell import identity_of
from xingtan.kernel.audit import api as audit
from xingtan.kernel.notices import api as notices
from xingtan.kernel.scopes import Actor, require


@transaction.atomic
def send_letter(
    *,
    actor: Actor,
    token: str,
    scope_path: str,
    audiences: Sequence[str],
    title: str,
    body: str,
    now: datetime,
    receipt_by: date | None = None,
    is_urgent: bool = False,
) -> Letter:
    """Write to everybody of some groups at or below a part of the tree. The same token twice sends once.

    Args:
        token: chosen by the page; names this letter.
        receipt_by: last day to sign; None asks for no signature.
    Raises:
        LetterNotFound: the part of the tree is not there for this actor.
        NotPermitted: it is, but not to write to.
        ReceiptDayPast, NobodyToTell.
    """
    require(actor, data.COMPOSE, scope_path)
    scope = next((scope for scope in who.scopes_of(actor) if scope.path == scope_path), None)
    if scope is None:
        raise errors.LetterNotFound
    sent = Letter.objects.visible_to(actor).filter(notice__subject_key=f"letter:{token}").first()
    if sent is not None:
        return sent
    if receipt_by is not None and receipt_by < actor.on:
        raise errors.ReceiptDayPast(day=receipt_by)
    people = who.people_in(scope_path=scope_path, audiences=audiences, on=actor.on, but=actor.person_id)
    count = people.count()
    if not count:
        raise errors.NobodyToTell(scope=scope.name)
    identity = identity_of(actor)
    notice = notices.tell(
        kind=data.LETTER,
        subject_key=f"letter:{token}",
        person_ids=people,
        title=title,
        body=body,
        sender=f"{identity.organisation} {identity.name}".strip(),
        sender_person_id=actor.person_id,
        organisation_path=scope_path,
        requires_ack=receipt_by is not None,
        ack_by=receipt_by,
        is_urgent=is_urgent,
        now=now,
    )
    letter = Letter.objects.create(
        notice=notice,
        person_id=actor.person_id,
        organisation_id=scope.organisation_id,
        scope_path=scope_path,
        scope_name=scope.name,
        audiences=list(audiences),
        told_count=count,
        sent_at=now,
    )
    audit.record(actor, "notice.sent", "letter", letter.pk, scope_path, rows=count)
    return letter


@transaction.atomic
def remind(*, actor: Actor, letter_id: int, now: datetime) -> int:
    """Tell those who have not signed once more, at most once a day. Returns how many were told.

    Raises:
        LetterNotFound, NotPermitted, NoReceiptAsked, NobodyOutstanding, RemindedToday.
    """
    visible = Letter.objects.visible_to(actor).select_related("notice")
    letter = visible.select_for_update(of=("self",)).filter(pk=letter_id).first()
    if letter is None:
        raise errors.LetterNotFound
    require(actor, data.COMPOSE, letter.scope_path)
    title = letter.notice.title
    if not letter.notice.requires_ack:
        raise errors.NoReceiptAsked(title=title)
    outstanding = notices.outstanding(letter.notice_id)
    if not outstanding:
        raise errors.NobodyOutstanding(title=title)
    if letter.reminded_on == actor.on:
        raise errors.RemindedToday(title=title)
    notices.tell(
        kind=data.REMINDER,
        subject_key=f"letter:{letter.pk}:{actor.on.isoformat()}",
        person_ids=outstanding,
        title=title,
        body=letter.notice.body,
        url=f"/notices/{letter.notice_id}/",
        sender=letter.notice.sender,
        sender_person_id=actor.person_id,
        organisation_path=letter.scope_path,
        now=now,
    )
    letter.reminded_on = actor.on
    letter.save(update_fields=["reminded_on"])
    audit.record(actor, "notice.reminded", "letter", letter.pk, letter.scope_path, rows=len(outstanding))
    return len(outstanding)
