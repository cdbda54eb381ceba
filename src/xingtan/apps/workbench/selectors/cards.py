"""The workbench's own cards, and loading everybody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xingtan.apps.workbench.data import Card
from xingtan.kernel.notices import api as notices
from xingtan.kernel.prepared import prepared
from xingtan.kernel.registry import REGISTRY, is_offered_to
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tasks import api as tasks


def cards_of(actor: Actor, now: datetime) -> list[Card]:
    """Cards that concern the actor and have something to show, in their order."""
    offered = [card for card in REGISTRY.all("cards") if is_offered_to(card, actor)]
    shown = []
    for card in sorted(offered, key=lambda card: card.order):
        context = card.load(actor, now)
        if context is not None:
            shown.append(
                Card(code=card.code, title=card.title, template=card.template, context=context, column=card.column)
            )
    return shown


def recent_notices(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """The last notices received."""
    if actor.person_id is None:
        return None
    copies = [Copy.of(row) for row in _latest(person_id=actor.person_id)]
    return {"copies": copies} if copies else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    title: str
    sender: str
    created_at: datetime
    ack_by: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """What the line of a notice shows."""

    notice_id: int
    read_at: datetime | None
    acked_at: datetime | None
    needs_ack: bool
    notice: Told

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Copy:
        notice_id, read_at, acked_at, needs_ack, title, sender, created_at, ack_by = row
        told = Told(title=title, sender=sender, created_at=created_at, ack_by=ack_by)
        return cls(notice_id=notice_id, read_at=read_at, acked_at=acked_at, needs_ack=needs_ack, notice=told)


@prepared
def _latest(*, person_id: int) -> Any:
    rows = notices.Recipient.objects.filter(person_id=person_id).order_by("-notice_id")[:4]
    notice = ("notice__title", "notice__sender", "notice__created_at", "notice__ack_by")
    return rows.values_list("notice_id", "read_at", "acked_at", "needs_ack", *notice)


def running_jobs(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Long work of one's own that is under way."""
    rows = list(tasks.runs_of(actor).alive().filter(account_id=actor.account_id)[:3])
    return {"runs": rows} if rows else None
