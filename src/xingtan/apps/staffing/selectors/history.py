"""What changed about somebody: old value, new value, when, who, on what basis. Read from the row history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _g

from xingtan.apps.staffing.models import StaffRecord
from xingtan.apps.staffing.selectors import words
from xingtan.kernel.i18n.dates import day_text
from xingtan.people.accounts.models import Account
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting

PERSON_FIELDS = (
    "name",
    "former_name",
    "sex",
    "born_on",
    "ethnic_code",
    "political_code",
    "native_place",
    "phone_masked",
    "email",
)
RECORD_FIELDS = (
    "state",
    "state_until",
    "establishment",
    "title_code",
    "title_since",
    "education_code",
    "major",
    "certificate_code",
    "certificate_subject",
    "work_started_on",
    "joined_on",
)
POSTING_FIELDS = ("starts_on", "ends_on", "title", "subject_code", "kind", "is_main")
CODED = {
    "ethnic_code": "ethnic",
    "political_code": "political",
    "certificate_subject": "subject",
    "subject_code": "subject",
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field that took another value; `about` names the posting it belongs to, if any."""

    at: datetime
    label: str
    old: str
    new: str
    basis: str
    about: str = ""
    account_id: int | None = None
    by: str = ""


def changes_of(record: StaffRecord, postings: Sequence[Posting], *, limit: int = 200) -> list[Change]:
    """Every recorded change to person, file and postings, newest first."""
    person: Any = record.person
    found = _changes(person, _events(Person, [person.pk]).get(person.pk, []), PERSON_FIELDS)
    own: Any = record
    found += _changes(own, _events(StaffRecord, [own.pk]).get(own.pk, []), RECORD_FIELDS, basis="basis")
    by_posting = _events(Posting, [posting.pk for posting in postings])
    for posting in postings:
        about = f"{posting.organisation.display_name} {words.post_words(posting)}"
        rows = by_posting.get(posting.pk, [])
        found += _changes(posting, rows, POSTING_FIELDS, basis="end_reason", about=about)
    found.sort(key=lambda change: change.at, reverse=True)
    return _named(found[:limit])


def _events(model: Any, ids: list[int]) -> dict[int, list[Any]]:
    rows = model.pgh_event_model.objects.filter(pgh_obj_id__in=ids).select_related("pgh_context").order_by("pgh_id")
    found: dict[int, list[Any]] = {}
    for event in rows:
        found.setdefault(event.pgh_obj_id, []).append(event)
    return found


def _changes(
    row: models.Model, events: Sequence[Any], fields: Sequence[str], *, basis: str = "", about: str = ""
) -> list[Change]:
    """Each event keeps the row as it was before one update; the next event, or the row itself, came after."""
    found = []
    for index, event in enumerate(events):
        after = events[index + 1] if index + 1 < len(events) else row
        for name in fields:
            old, new = getattr(event, name), getattr(after, name)
            if old != new:
                change = Change(
                    at=event.pgh_created_at,
                    label=str(row._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
                    old=_shown(row, name, old),
                    new=_shown(row, name, new),
                    basis=str(getattr(after, basis, "") or "") if basis else "",
                    about=about,
                    account_id=_account_of(event),
                )
                found.append(change)
    return found


def _account_of(event: Any) -> int | None:
    metadata = event.pgh_context.metadata if event.pgh_context_id else {}
    value = metadata.get("user")
    return int(value) if value else None


def _named(changes: list[Change]) -> list[Change]:
    accounts = Account.objects.filter(pk__in={change.account_id for change in changes if change.account_id})
    names = dict(accounts.values_list("pk", "person__name"))
    return [
        Change(
            at=change.at,
            label=change.label,
            old=change.old,
            new=change.new,
            basis=change.basis,
            about=change.about,
            by=names.get(change.account_id, "") if change.account_id else "",
        )
        for change in changes
    ]


def _shown(row: models.Model, name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _g("是") if value else _g("否")
    if isinstance(value, date):
        return day_text(value)
    if name in CODED:
        return words.code_word(CODED[name], value)
    choices = dict(row._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value))
