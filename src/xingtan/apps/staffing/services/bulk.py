"""What may be done to many people at once, and how it is taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from xingtan.apps.staffing import errors
from xingtan.apps.staffing.services import registrations
from xingtan.kernel.clock import in_force
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables.api import BulkResult
from xingtan.people.access.data import ROLES
from xingtan.people.persons import services as persons
from xingtan.people.postings import data as postings_data
from xingtan.people.postings import services as postings
from xingtan.people.postings.models import Posting


def start_postings(actor: Actor, rows: QuerySet[Any], form: Any) -> BulkResult:
    """Give the chosen people a role at the unit that keeps their file, or at the unit named.

    Raises:
        PostingExists, EndsBeforeItBegins, NotPermitted: one refused refuses all.
    """
    values = dict(form.cleaned_data)
    organisation_id = values.pop("organisation_id", None)
    started = [
        postings.start_posting(
            actor=actor, person_id=person_id, organisation_id=organisation_id or home_id, **values
        ).pk
        for person_id, home_id in rows.order_by("pk").values_list("person_id", "organisation_id")
    ]
    return BulkResult(count=len(started), payload={"started": started})


@transaction.atomic
def undo_start(actor: Actor, payload: dict[str, Any], now: datetime) -> int:
    """Take back postings that a bulk act began, as if they had never been. Returns how many."""
    kept = set(
        Posting.objects.permitted(actor, postings_data.MANAGE)
        .filter(pk__in=payload["started"])
        .values_list("pk", flat=True)
    )
    for posting_id in sorted(kept):
        postings.withdraw_posting(actor=actor, posting_id=posting_id)
    return len(kept)


def end_postings(actor: Actor, rows: QuerySet[Any], form: Any) -> BulkResult:
    """End one role of the chosen people on a day.

    Raises:
        NothingToEnd: none of them holds it that day. EndsBeforeItBegins, NotPermitted.
    """
    role, on, reason = (form.cleaned_data[name] for name in ("role", "on", "reason"))
    held = Posting.objects.permitted(actor, postings_data.MANAGE).filter(
        in_force(on), person_id__in=rows.order_by().values("person_id"), role=role
    )
    before = [(posting.pk, posting.ends_on) for posting in held.order_by("pk") if posting.ends_on != on]
    if not before:
        raise errors.NothingToEnd(on=on, role=ROLES[role].label)
    for posting_id, _ends_on in before:
        postings.end_posting(actor=actor, posting_id=posting_id, on=on, reason=reason)
    payload = {"ended": [[pk, ends_on.isoformat() if ends_on else None] for pk, ends_on in before]}
    return BulkResult(count=len(before), payload=payload)


@transaction.atomic
def undo_end(actor: Actor, payload: dict[str, Any], now: datetime) -> int:
    """Let postings that a bulk act ended go on as before. Returns how many."""
    ends = {pk: date.fromisoformat(day) if day else None for pk, day in payload["ended"]}
    visible = Posting.objects.permitted(actor, postings_data.MANAGE).filter(pk__in=ends).values_list("pk", flat=True)
    for posting_id in sorted(visible):
        postings.correct_posting(actor=actor, posting_id=posting_id, ends_on=ends[posting_id])
    return len(visible)


def register(actor: Actor, rows: QuerySet[Any], form: Any) -> BulkResult:
    """Enter one result of the periodic registration for the chosen teaching certificates.

    Raises:
        NothingRegistered, NotRegistered, RowInFuture, RowEndsBeforeItBegins, NotPermitted: one refused refuses all.
    """
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    made = registrations.record_registrations(actor=actor, certificate_ids=ids, **form.cleaned_data)
    return BulkResult(count=len(made), payload={"registrations": made})


def undo_register(actor: Actor, payload: dict[str, Any], now: datetime) -> int:
    """Take back results that a bulk act entered. Returns how many."""
    return registrations.withdraw_registrations(actor=actor, registration_ids=payload["registrations"])


def ask_confirmation(actor: Actor, rows: QuerySet[Any], form: Any) -> BulkResult:
    """Ask the chosen people to check their own data.

    Raises:
        NothingToConfirm: all of them are being asked already.
    """
    count = persons.ask_confirmation(
        person_ids=rows.order_by().values_list("person_id", flat=True),
        asked_on=actor.on,
        due_on=form.cleaned_data["due_on"],
        reason=form.cleaned_data["reason"],
    )
    if not count:
        raise errors.NothingToConfirm
    return BulkResult(count=count)
