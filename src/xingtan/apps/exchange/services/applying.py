"""Applying a set: portion by portion, each in one transaction, so that a run cut off goes on where it stood."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from xingtan.apps.exchange import errors
from xingtan.apps.exchange.data import APPLIED_AT_A_TIME, MANAGE, Difference, Outcome, SetState
from xingtan.apps.exchange.data.specification import MANIFEST
from xingtan.apps.exchange.models import ReceivedSet, SetRow
from xingtan.apps.exchange.services import holding
from xingtan.apps.exchange.services.ending import end_for
from xingtan.apps.exchange.services.finding_partners import managed_set
from xingtan.apps.exchange.services.receiving import let_go
from xingtan.apps.exchange.services.registering import Registrar
from xingtan.kernel.audit import api as audit
from xingtan.kernel.scopes import Actor, require
from xingtan.kernel.tasks.api import check_cancelled, progress

ENDING = (Difference.MISSING, Difference.GONE)


@transaction.atomic
def start_applying(*, actor: Actor, set_id: int, accepts_losses: bool, now: datetime) -> ReceivedSet:
    """Say that a set shall be applied. The work is a task's.

    Raises:
        SetNotFound, NotPermitted, WrongState.
        ErrorsLeft: rows with errors are neither mended nor left out.
        TooMuchWouldVanish: more than the partner's share of a file would go, and nobody has confirmed it.
    """
    received = managed_set(actor, set_id, SetState.READ)
    refused = SetRow.objects.filter(received_set=received, difference=Difference.REFUSED).count()
    if refused or received.counts.get("faults"):
        raise errors.ErrorsLeft(count=refused or len(received.counts["faults"]))
    alarms = received.counts.get("alarms", [])
    if alarms and not accepts_losses:
        raise errors.TooMuchWouldVanish(**alarms[0])
    received.state, received.accepts_losses = SetState.APPLYING, accepts_losses
    received.applied_by_id = actor.person_id
    received.summary = {"bases": holding.bases_of(received)}
    received.save(update_fields=["state", "accepts_losses", "applied_by_id", "summary"])
    return received


def apply_set(*, actor: Actor, set_id: int, now: datetime) -> str:
    """Apply what is left of a set, in the order in which records refer to each other. Safe to run twice.

    Raises:
        NotPermitted: the actor has lost the right since.
        NotReconciled: rows and outcomes do not add up; nothing more is done.
    """
    received = ReceivedSet.objects.select_related("partner__organisation").get(pk=set_id)
    if received.state != SetState.APPLYING:
        return f"set {set_id} is {received.state}"
    require(actor, MANAGE, received.partner.organisation.path)
    rows = SetRow.objects.filter(received_set=received)
    total = rows.exclude(difference__in=(Difference.REFUSED, Difference.LEFT_OUT)).count()
    while _apply_portion(actor, received, now):
        progress(rows.filter(is_applied=True).count(), total)
        check_cancelled()
    return _finish(actor, received, total, now)


@transaction.atomic
def _apply_portion(actor: Actor, received: ReceivedSet, now: datetime) -> int:
    """The next rows: first what is new or changed, from those referred to on; then what ends, the other way round."""
    ReceivedSet.objects.select_for_update().get(pk=received.pk)
    left = SetRow.objects.filter(received_set=received, is_applied=False).select_related("layout")
    left = left.exclude(difference__in=(Difference.REFUSED, Difference.LEFT_OUT))
    portion = list(left.exclude(difference__in=ENDING).order_by("order", "line")[:APPLIED_AT_A_TIME])
    if not portion:
        portion = list(left.order_by("-order", "-line", "pk")[:APPLIED_AT_A_TIME])
    if not portion:
        return 0
    registrar = Registrar(actor, received, now)
    for row in portion:
        row.outcome, row.remark = _one(actor, received, registrar, row)
        row.is_applied = True
    SetRow.objects.bulk_update(portion, ["outcome", "remark", "is_applied"])
    holding.keep_records(received, [row.pk for row in portion], json.dumps(received.summary.get("bases", {})))
    return len(portion)


def _one(actor: Actor, received: ReceivedSet, registrar: Registrar, row: SetRow) -> tuple[str, str]:
    if row.difference == Difference.SAME or row.layout.read_as == MANIFEST:
        return Outcome.KEPT, ""
    if row.difference in ENDING:
        return end_for(actor, received, row)
    return registrar.take(row)


@transaction.atomic
def _finish(actor: Actor, received: ReceivedSet, total: int, now: datetime) -> str:
    """Count again from the rows and compare; only then is the set applied."""
    rows = SetRow.objects.filter(received_set=received).order_by()
    outcomes = Counter(dict(rows.filter(is_applied=True).values_list("outcome").annotate(n=Count("pk"))))
    if sum(outcomes.values()) != total:
        raise errors.NotReconciled(wanted=total, found=sum(outcomes.values()))
    holding.keep_layouts(received)
    let_go(received)
    left_out = rows.filter(difference=Difference.LEFT_OUT).count()
    received.summary = {"outcomes": dict(outcomes), "left_out": left_out, "rows": total + left_out}
    received.state, received.applied_at = SetState.APPLIED, now
    received.save(update_fields=["summary", "state", "applied_at"])
    path = received.partner.organisation.path
    audit.record(actor, "exchange.applied", "exchange_set", received.pk, path, {"outcomes": dict(outcomes)}, rows=total)
    return f"{total} rows applied"
