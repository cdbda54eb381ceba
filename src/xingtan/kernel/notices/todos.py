"""Notices to acknowledge, as things to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.notices.models import Recipient
from xingtan.kernel.prepared import prepared
from xingtan.kernel.registry import TodoItem
from xingtan.kernel.scopes import Actor

MOST_ITEMS = 50


def to_acknowledge(actor: Actor, now: datetime) -> list[TodoItem]:
    """One item for each notice, the most pressing first."""
    if actor.person_id is None:
        return []
    return [
        TodoItem(
            key=f"notice:{notice_id}",
            sign="告",
            title=title,
            detail=sender,
            url=f"/notices/{notice_id}/",
            due_on=ack_by,
            action=_("签收"),
            action_url=f"/notices/{notice_id}/acknowledge/",
        )
        for notice_id, title, sender, ack_by in _open(person_id=actor.person_id)
    ]


@prepared
def _open(*, person_id: int) -> Any:
    rows = Recipient.objects.filter(person_id=person_id).to_acknowledge().order_by("notice__ack_by", "notice_id")
    return rows.values_list("notice_id", "notice__title", "notice__sender", "notice__ack_by")[:MOST_ITEMS]
