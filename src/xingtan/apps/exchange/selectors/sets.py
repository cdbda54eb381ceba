"""Reads about received sets: what the page says, what one row says beside what is held."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from xingtan.apps.exchange.data import UNDO_HOURS, Difference, Outcome, SetState, Target
from xingtan.apps.exchange.errors import DeliveryNotFound, RowNotFound, SetNotFound
from xingtan.apps.exchange.models import Delivery, Finding, HeldRecord, Link, ReceivedSet, SetRow
from xingtan.apps.exchange.models.sealed import shown_cell, unseal_cell
from xingtan.apps.exchange.texts import file_name, sentence
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tasks.models import TaskRun
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.models import Person
from xingtan.people.roster.models import ClassGroup

BUSY = (SetState.WAITING, SetState.READING, SetState.APPLYING, SetState.UNDOING)
ORDER = (Difference.NEW, Difference.CHANGED, Difference.GONE, Difference.MISSING, Difference.SAME)
FAULTY = (Difference.REFUSED, Difference.LEFT_OUT)


def set_of(actor: Actor, set_id: int) -> ReceivedSet:
    """One set. Raises SetNotFound: not there, or not for `actor` to see."""
    found = ReceivedSet.objects.visible_to(actor).select_related("partner__organisation")
    received: ReceivedSet | None = found.filter(pk=set_id).first()
    if received is None:
        raise SetNotFound(set_id=set_id)
    return received


def delivery_of(actor: Actor, delivery_id: int) -> Delivery:
    """One delivery. Raises DeliveryNotFound."""
    found = Delivery.objects.visible_to(actor).select_related("partner__organisation", "organisation")
    delivery: Delivery | None = found.filter(pk=delivery_id).first()
    if delivery is None:
        raise DeliveryNotFound(delivery_id=delivery_id)
    return delivery


def set_key(set_id: int) -> str:
    return f"exchange-set-{set_id}"


def delivery_key(delivery_id: int) -> str:
    return f"exchange-delivery-{delivery_id}"


def run_under(key: str) -> TaskRun | None:
    """The last run that worked on a set or a delivery."""
    run: TaskRun | None = TaskRun.objects.filter(key=key).order_by("-pk").first()
    return run


def differences(received: ReceivedSet) -> list[dict[str, Any]]:
    """Rows of the preview: each file with its counts, in the order of `ORDER` and `FAULTY`; only files with rows."""
    files = received.counts.get("files", {})
    alarms = {alarm["file"]: alarm for alarm in received.counts.get("alarms", [])}
    lines = []
    for file, counts in files.items():
        if file == "manifest":
            continue
        cells = [(difference.value, counts.get(difference, 0)) for difference in (*ORDER, *FAULTY)]
        lines.append({"file": file, "name": file_name(file), "cells": cells, "alarm": alarms.get(file)})
    return lines


def alarms_of(received: ReceivedSet) -> list[dict[str, Any]]:
    return [{**alarm, "name": file_name(alarm["file"])} for alarm in received.counts.get("alarms", [])]


def outcomes(received: ReceivedSet) -> list[dict[str, Any]]:
    """What applying came to: outcome, its words, rows."""
    counts = received.summary.get("outcomes", {})
    return [{"code": code.value, "label": code.label, "count": counts[code]} for code in Outcome if counts.get(code)]


def may_undo(received: ReceivedSet, now: datetime) -> bool:
    is_fresh = received.applied_at is not None and received.applied_at >= now - timedelta(hours=UNDO_HOURS)
    return received.state == SetState.APPLIED and is_fresh


def row_of(actor: Actor, row_id: int) -> SetRow:
    """One row. Raises RowNotFound."""
    found = SetRow.objects.visible_to(actor).select_related("received_set__partner__organisation", "layout")
    row: SetRow | None = found.filter(pk=row_id).first()
    if row is None:
        raise RowNotFound(row_id=row_id)
    return row


def cells_of(row: SetRow) -> list[dict[str, Any]]:
    """Column by column: what stands in the set, what is held, whether it differs. Sealed cells are masked."""
    kept = HeldRecord.objects.filter(
        partner_id=row.received_set.partner_id, file=row.file, sourced_id=row.sourced_id
    ).select_related("layout")
    held = kept.first() if row.received_set.state == SetState.READ else None
    old = _by_column(held.layout, held.cells) if held is not None else {}
    new = _by_column(row.layout, row.cells) if row.line is not None else {}
    lines = []
    for name in dict.fromkeys((*new, *old)):
        before, after = old.get(name, ""), new.get(name, "")
        if before or after:
            shown = {"before": shown_cell(before), "after": shown_cell(after)}
            is_changed = held is not None and row.line is not None and unseal_cell(before) != unseal_cell(after)
            lines.append({"column": name, "is_changed": is_changed, "is_compared": held is not None, **shown})
    return lines


def _by_column(layout: Any, cells: list[str]) -> dict[str, str]:
    names = [
        column or head or f"#{at + 1}"
        for at, (column, head) in enumerate(zip(layout.columns, layout.header, strict=True))
    ]
    return dict(zip(names, cells, strict=False))


def findings_of_row(row: SetRow) -> list[dict[str, Any]]:
    found = Finding.objects.filter(row=row)
    return [{"level": one.level, "column": one.column, "words": words_of(one)} for one in found]


def words_of(finding: Finding) -> str:
    """The sentence of a finding, in the reader's language."""
    return sentence(finding.code, finding.column, finding.values)


def faults_of(received: ReceivedSet) -> list[dict[str, Any]]:
    """What makes whole files unusable, in sentences."""
    files = received.counts.get("faults", [])
    found = Finding.objects.filter(received_set=received, file__in=files, level="error", row__isnull=True)
    return [{"file": one.file, "name": file_name(one.file), "words": words_of(one)} for one in found[:20]]


def link_of_row(row: SetRow) -> dict[str, Any] | None:
    """What of ours the record stands for, in words, and why."""
    link = Link.objects.filter(partner_id=row.received_set.partner_id, file=row.file, sourced_id=row.sourced_id).first()
    if link is None:
        return None
    return {"label": link.get_target_display(), "how": link.get_how_display(), "name": _target_name(link)}


def _target_name(link: Link) -> str:
    if link.target == Target.PERSON:
        person = Person.objects.filter(pk=link.target_id).first()
        return f"{person.name} {person.e_id_spaced}" if person is not None else ""
    if link.target == Target.ORGANISATION:
        return Organisation.objects.filter(pk=link.target_id).values_list("name", flat=True).first() or ""
    if link.target == Target.CLASS_GROUP:
        group = ClassGroup.objects.filter(pk=link.target_id).select_related("cohort", "organisation").first()
        return f"{group.organisation.name} {group.lasting_name}" if group is not None else ""
    return ""


def rows_seen(actor: Actor) -> Any:
    """Rows of sets the actor may see, for the list."""
    return SetRow.objects.visible_to(actor).select_related("received_set__partner")


def findings_seen(actor: Actor) -> Any:
    """Findings of sets the actor may see, for the list."""
    return Finding.objects.visible_to(actor).select_related("received_set__partner")


def set_options(actor: Actor) -> list[tuple[str, str]]:
    """Sets to choose from in a list: (id, partner and day)."""
    sets = ReceivedSet.objects.visible_to(actor).select_related("partner")[:200]
    return [(str(one.pk), f"{one.partner.name} {one.received_at:%Y-%m-%d %H:%M}") for one in sets]
