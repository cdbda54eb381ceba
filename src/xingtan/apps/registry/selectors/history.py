"""What changed in the register: old value, new value, when, who. Read from the row history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _g

from xingtan.apps.registry.selectors import words
from xingtan.people.accounts.models import Account
from xingtan.people.persons.models import Person
from xingtan.people.roster.data import OPEN_FACTS, PUPIL_FACTS
from xingtan.people.roster.models import Enrolment

PERSON_FIELDS = (
    "name",
    "former_name",
    "sex",
    "born_on",
    "ethnic_code",
    "nationality",
    "political_code",
    "native_place",
    "phone_masked",
    "email",
    "deceased_on",
)
ENROLMENT_FIELDS = (
    "status",
    "ends_on",
    "class_group_id",
    "student_number_masked",
    "seat_number",
    "entry_code",
    "attendance_code",
    "is_left_behind",
    "is_migrant",
)
FACT_TABLES = {name: fact.table for name, fact in PUPIL_FACTS.items() if fact.table}
CODED = FACT_TABLES | {
    "ethnic_code": "ethnic",
    "political_code": "political",
    "entry_code": "entry",
    "attendance_code": "attendance",
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field that took another value. `by` is empty for changes made by a job or before sign-in."""

    at: datetime
    label: Any
    old: str
    new: str
    by: str = ""
    basis: str = ""


def changes_of(person: Person, stays: Sequence[Any], *, limit: int = 200) -> list[Change]:
    """Every recorded change to a pupil's facts and stays, newest first."""
    found = _changes(person, list(person.events.order_by("pgh_id")), PERSON_FIELDS)
    events = Enrolment.pgh_event_model.objects.filter(pgh_obj_id__in=[stay.pk for stay in stays])
    by_stay: dict[int, list[Any]] = {}
    for event in events.order_by("pgh_id"):
        by_stay.setdefault(event.pgh_obj_id, []).append(event)
    for stay in stays:
        found += _changes(stay, by_stay.get(stay.pk, []), ENROLMENT_FIELDS, basis_field="end_basis")
    facts = getattr(person, "pupil_facts", None)
    if facts is not None:
        found += _changes(facts, list(facts.events.order_by("pgh_id")), OPEN_FACTS)
    found.sort(key=lambda row: row[0].at, reverse=True)
    names = _names({account for _change, account in found if account})
    return [
        Change(at=c.at, label=c.label, old=c.old, new=c.new, basis=c.basis, by=names.get(account, ""))
        for c, account in found[:limit]
    ]


def _changes(
    row: models.Model, events: Sequence[Any], fields: Sequence[str], basis_field: str = ""
) -> list[tuple[Change, int | None]]:
    """Each event keeps the row as it was before one update; the next event, or the row itself, is what came after."""
    found = []
    for index, event in enumerate(events):
        after = events[index + 1] if index + 1 < len(events) else row
        account = _account_of(event)
        for field in fields:
            old, new = getattr(event, field), getattr(after, field)
            if old != new:
                basis = getattr(after, basis_field, "") if basis_field else ""
                change = Change(
                    at=event.pgh_created_at,
                    label=row._meta.get_field(field.removesuffix("_id")).verbose_name,
                    old=_shown(row, field, old),
                    new=_shown(row, field, new),
                    basis=basis,
                )
                found.append((change, account))
    return found


def _account_of(event: Any) -> int | None:
    metadata: Mapping[str, Any] = event.pgh_context.metadata if event.pgh_context_id else {}
    value = metadata.get("user")
    return int(value) if value else None


def _names(account_ids: set[int]) -> dict[int | None, str]:
    accounts = Account.objects.filter(pk__in=account_ids).select_related("person")
    return {account.pk: account.person.name for account in accounts}


def _shown(row: models.Model, field: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _g("是") if value else _g("否")
    if field in CODED:
        return words.word(CODED[field], value)
    if field == "class_group_id":
        return _g("班级%(number)s") % {"number": value}
    choices = dict(row._meta.get_field(field).flatchoices)
    return str(choices.get(value, value))
