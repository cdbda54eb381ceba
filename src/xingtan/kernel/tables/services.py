"""Running and undoing bulk acts. Each is one transaction with its record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables import errors, journal
from xingtan.kernel.tables.acts import BulkAct
from xingtan.kernel.tables.models import UNDO_HOURS, BulkRun
from xingtan.kernel.tables.selection import require_all
from xingtan.kernel.tables.table import Table


@transaction.atomic
def run_act(*, table: Table, act: BulkAct, rows: QuerySet[Any], form: Any, now: datetime) -> BulkRun:
    """Do `act` to `rows` and keep what its undo needs.

    Raises:
        NothingChosen, TooManyRows, NotAllPermitted: nothing was done.
        DomainError: whatever the act itself refuses; nothing was done.
    """
    actor = table.actor
    require_all(actor, act, rows)
    result = act.run(actor, rows, form)
    run = BulkRun.objects.create(
        account_id=actor.account_id,
        actor_name=actor.name,
        table_code=table.code,
        act_code=act.code,
        act_label=str(act.label),
        row_count=result.count,
        undo_code=act.undo,
        payload=dict(result.payload),
        run_at=now,
    )
    journal.record(actor, "tables.bulk_run", table=table.code, rows=result.count, object_id=run.pk, act=act.code)
    return run


@transaction.atomic
def undo_run(*, actor: Actor, run_id: int, now: datetime) -> BulkRun:
    """Take one bulk act back. Doing it twice changes nothing more.

    Raises:
        BulkRunNotFound: not there, or somebody else's.
        NotUndoable, UndoExpired: too late, or never possible.
    """
    mine = BulkRun.objects.select_for_update().filter(account_id=actor.account_id, account_id__isnull=False)
    run = mine.filter(pk=run_id).first()
    if run is None:
        raise errors.BulkRunNotFound
    if run.undone_at is not None:
        return run
    if not run.undo_code:
        raise errors.NotUndoable(act=run.act_label)
    if not run.may_be_undone(now):
        raise errors.UndoExpired(hours=UNDO_HOURS)
    handler = REGISTRY.find("undo", run.undo_code)
    run.undone_count = handler.undo(actor, run.payload, now)
    run.undone_at = now
    run.save(update_fields=["undone_at", "undone_count"])
    journal.record(
        actor, "tables.bulk_undone", table=run.table_code, rows=run.undone_count, object_id=run.pk, act=run.act_code
    )
    return run
