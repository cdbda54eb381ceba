"""Findings by kind, and the rows behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse

from xingtan.apps.registry import data
from xingtan.apps.registry.models import Finding
from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import Actor, one_of
from xingtan.people.organisations.data import VIEW
from xingtan.people.postings import data as postings
from xingtan.people.roster import data as roster
from xingtan.people.roster.models import Enrolment
from xingtan.people.roster.selectors import school_year_on


def findings_of(actor: Actor) -> QuerySet[Any]:
    """Open findings within reach, with whom they are about."""
    found = Finding.objects.visible_to(actor).open()
    return found.select_related("person", "organisation", "class_group__cohort")


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many findings of one kind stand open, and since when the oldest does."""

    kind: data.FindingKind
    count: int
    since: date


@prepared
def _counted(*, actor: Actor) -> Any:
    rows = Finding.objects.visible_to(actor).open().order_by()
    return rows.values_list("kind").annotate(count=Count("pk"), since=Min("found_on"))


def tallies(actor: Actor) -> list[Tally]:
    """Kinds with open findings within reach, in the order of the kinds; one query."""
    found = {code: (count, since) for code, count, since in _counted(actor=actor)}
    return [
        Tally(kind=kind, count=found[code][0], since=found[code][1])
        for code, kind in data.FINDING_KINDS.items()
        if code in found
    ]


def place_of_subject(row: Any, actor: Actor) -> str:
    """Address of the card that a finding is about; "" for who may see findings there but not the card."""
    if row.person_id:
        may_open, url_name, pk = actor.may(roster.VIEW_PUPILS, row.scope_path), "registry:pupil", row.person_id
    elif row.class_group_id:
        may_open, url_name, pk = actor.may(roster.VIEW_CLASSES, row.scope_path), "registry:class", row.class_group_id
    else:
        may_open, url_name, pk = actor.may(VIEW, row.scope_path), "registry:organisation", row.organisation_id
    return reverse(url_name, args=[pk]) if may_open else ""


def place_of_remedy(row: Any, actor: Actor) -> str:
    """Address of the page where a vacant post is filled; "" for other findings, and for who may not fill it."""
    if not row.definition.is_post or not actor.may(postings.MANAGE, row.scope_path):
        return ""
    if row.class_group_id:
        return reverse("registry:class_homeroom", args=[row.class_group_id])
    return reverse("staffing:post_fill", args=[row.organisation_id, data.ROLE_OF_POST[row.kind]])


def attach_classes(rows: Sequence[Any], on: date) -> None:
    """Give each finding `class_name`: of the class itself or of the pupil's class today."""
    year = school_year_on(on)
    pupils = [row.person_id for row in rows if row.person_id]
    stays = _stays.instances(pupil_ids=pupils, on=on) if pupils else []
    classes = {stay.person_id: stay.class_group for stay in stays}
    for row in rows:
        class_group = row.class_group or classes.get(row.person_id)
        row.class_name = class_group.name_in(year) if class_group else ""


@prepared
def _stays(*, pupil_ids: list[int], on: date) -> Any:
    stays = Enrolment.objects.in_force(on).filter(one_of("person_id", pupil_ids))
    return stays.select_related("class_group__cohort")
