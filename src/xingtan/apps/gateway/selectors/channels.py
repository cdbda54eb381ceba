"""Reads for the pages about ways out of the product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.notices import channel_states, registering
from xingtan.kernel.notices.data import CODE_KIND, TRY_OUT_KIND
from xingtan.kernel.notices.explaining import explain
from xingtan.kernel.notices.models import Delivery, MessageTemplate
from xingtan.kernel.notices.templates_in_use import registered_texts
from xingtan.kernel.registry import REGISTRY
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.models import Person


@dataclass(frozen=True, kw_only=True, slots=True)
class TextInUse:
    """A kind of notice and the text registered for it; `code` is empty where there is none."""

    kind: str
    label: Any
    code: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One version of a text. `who` saved it."""

    row: MessageTemplate
    who: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitSpent:
    """What one unit has used of its text messages today."""

    name: str
    parts: int
    held: int


def texts_in_use(provider: str) -> list[TextInUse]:
    """Every kind that may leave the product."""
    kinds = registering.kinds_sent_outside()
    known = registered_texts(provider, kinds)
    return [
        TextInUse(
            kind=kind,
            label=label,
            code=known[kind].code if kind in known else "",
            text=known[kind].text if kind in known else "",
        )
        for kind, label in kinds.items()
    ]


def versions_of(provider: str, kind: str) -> list[Version]:
    """Versions of a text, newest first, with the names of those who saved them."""
    rows = registering.versions(provider, kind)
    names = _names({row.saved_by_person_id for row in rows if row.saved_by_person_id})
    return [Version(row=row, who=names.get(row.saved_by_person_id or 0, "")) for row in rows]


def units_spent(now: datetime) -> list[UnitSpent]:
    """Units that have used most text messages today, by name."""
    spent = channel_states.spent_today(now)
    paths = [one.unit_path for one in spent]
    names = dict(Organisation.objects.filter(path__in=paths).values_list("path", "name"))
    return [UnitSpent(name=names.get(one.unit_path, ""), parts=one.parts, held=one.held) for one in spent]


def kind_label(kind: str) -> Any:
    """What a delivery is about, in a word."""
    if kind == CODE_KIND:
        return _("验证码")
    if kind == TRY_OUT_KIND:
        return _("试发")
    return next((declared.label for declared in REGISTRY.all("notices") if declared.code == kind), kind)


def reason_of(row: Delivery) -> str:
    """Why it did not go out or is uncertain, with the other side's own words behind it."""
    sentence = explain(row.channel, row.code)
    return f"{sentence}（{row.said}）" if sentence and row.said else sentence


def attach_recipients(rows: Sequence[Any]) -> None:
    """Give each delivery `who`, in one query."""
    names = _names({row.person_id for row in rows if row.person_id})
    for row in rows:
        row.who = names.get(row.person_id, "")


def by_day(queryset: QuerySet[Delivery], span: tuple[Any, Any]) -> QuerySet[Delivery]:
    """Deliveries of local days, both included."""
    since, until = span
    zone = timezone.get_current_timezone()
    if since:
        queryset = queryset.filter(made_at__gte=datetime.combine(since, time.min, zone))
    if until:
        queryset = queryset.filter(made_at__lt=datetime.combine(until + timedelta(days=1), time.min, zone))
    return queryset


def _names(people: set[int]) -> dict[int, str]:
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "name")) if people else {}
