"""Guardianships to decide on, and one with its custody log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from xingtan.apps.registry.selectors.requests import RequestLine, held_guardians, request_line
from xingtan.kernel.clock import in_force
from xingtan.kernel.scopes import Actor, under
from xingtan.people.roster import data as roster
from xingtan.people.roster.models import Enrolment, Guardianship
from xingtan.people.roster.selectors import school_year_on


def to_decide(actor: Actor) -> QuerySet[Any]:
    """Requests of pupils for whom the actor confirms guardians, oldest first."""
    pupils = (
        Enrolment.objects.filter(in_force(actor.on))
        .filter(under(actor.paths(roster.CONFIRM_GUARDIANS), "scope_path"))
        .order_by()
        .values("person_id")
    )
    requested = Guardianship.objects.visible_to(actor).filter(status="requested", pupil_id__in=pupils)
    return requested.select_related("guardian", "pupil").order_by("requested_on", "pk")


def in_reach(actor: Actor) -> QuerySet[Any]:
    """Guardianships of pupils within the actor's reach; one's own as guardian or pupil are left out."""
    rows = Guardianship.objects.visible_to(actor).select_related("guardian", "pupil")
    return rows.exclude(guardian_id=actor.person_id).exclude(pupil_id=actor.person_id)


def attach_stays(rows: Sequence[Any], actor: Actor) -> None:
    """Give each guardianship `stay` and `class_name` of its pupil today."""
    year = school_year_on(actor.on)
    stays = Enrolment.objects.in_force(actor.on).filter(person_id__in=[row.pupil_id for row in rows])
    found = {stay.person_id: stay for stay in stays.select_related("organisation", "class_group__cohort")}
    for row in rows:
        row.stay = found.get(row.pupil_id)
        has_class = row.stay is not None and row.stay.class_group is not None
        row.class_name = row.stay.class_group.name_in(year) if has_class else ""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One guardianship as the page shows it. `path` is where rights on the pupil are asked; empty when none today."""

    guardianship: Any
    others: list[Any]
    log: list[Any]
    line: RequestLine

    @property
    def path(self) -> str:
        stay = self.guardianship.stay
        return stay.scope_path if stay is not None else ""


def case_of(actor: Actor, guardianship_id: int) -> Case | None:
    """A guardianship with what helps to decide; None when it is not for this actor."""
    rows = Guardianship.objects.visible_to(actor).select_related("guardian", "pupil", "decided_by")
    guardianship = rows.filter(pk=guardianship_id).first()
    if guardianship is None:
        return None
    attach_stays([guardianship], actor)
    held = held_guardians([guardianship.pupil_id], on=actor.on).get(guardianship.pupil_id, [])
    held = [row for row in held if row.pk != guardianship.pk]
    others = Guardianship.objects.filter(pupil_id=guardianship.pupil_id).exclude(pk=guardianship.pk)
    return Case(
        guardianship=guardianship,
        others=list(others.filter(in_force(actor.on)).select_related("guardian").order_by("status", "pk")),
        log=list(guardianship.log.select_related("by")),
        line=request_line(guardianship, held, None, actor.on),
    )
