"""The tally of things to do: asked for by every page, counted once a minute."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from xingtan.apps.workbench.models import Tally
from xingtan.apps.workbench.selectors import todos
from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import Actor

KEEP = timedelta(seconds=60)


def tally_of(actor: Actor, now: datetime, counts: dict[str, int] | None = None) -> Tally:
    """How much the actor has to do. Recent figures are taken as they are, older ones counted anew.

    Args:
        counts: figures the caller has just counted, by source; kept when they differ from what is known.
    """
    key = {"account_id": actor.account_id, "posting_id": actor.posting_id or 0}
    known = next((Tally(**key, counts=json.loads(text), counted_at=at) for text, at in _known(**key)), None)
    is_recent = known is not None and now - known.counted_at < KEEP
    if known is not None and is_recent and counts in (None, known.counts):
        return known
    if counts is None:
        counts = todos.counts_of(todos.todos_of(actor.unnoticed(), now))
    fresh = Tally(**key, counts=counts, counted_at=now)
    with transaction.atomic():
        Tally.objects.bulk_create(
            [fresh],
            update_conflicts=True,
            unique_fields=["account_id", "posting_id"],
            update_fields=["counts", "counted_at"],
        )
    return fresh


@prepared
def _known(*, account_id: int, posting_id: int) -> Any:
    return Tally.objects.filter(account_id=account_id, posting_id=posting_id).values_list("counts", "counted_at")


def forget_tallies(account_id: int) -> None:
    """After an act of this account its figures are counted anew."""
    Tally.objects.filter(account_id=account_id).delete()
