"""Requests of one class side by side with what the school holds, and requests about custody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from xingtan.apps.registry.models import CustodyRequest
from xingtan.kernel.clock import age_on
from xingtan.kernel.scopes import Actor
from xingtan.people.persons.names import means_the_same
from xingtan.people.roster.data import OPEN_REQUESTS
from xingtan.people.roster.models import ClassGroup, Enrolment, Guardianship

YOUNGEST_PARENT = 16
USUAL_SEX = {"father": "1", "grandfather": "1", "mother": "2", "grandmother": "2"}


@dataclass(frozen=True, kw_only=True)
class Held:
    """A guardian whom the school has on record for the pupil, and how the asker compares with them."""

    guardianship: Any
    is_same_name: bool
    is_same_phone: bool


@dataclass(frozen=True, kw_only=True)
class RequestLine:
    """One request with what helps to decide. `hints` are codes of what a careful clerk would look at twice."""

    guardianship: Any
    seat_number: int | None
    held: list[Held]
    hints: list[str]
    days: int

    @property
    def is_plain(self) -> bool:
        """Nothing speaks against it and the phone is proved: safe to confirm together with others."""
        return not self.hints and self.guardianship.is_phone_proved and self.guardianship.status == "requested"

    @property
    def fits(self) -> bool:
        return any(held.is_same_name or held.is_same_phone for held in self.held)


def requests_of_class(class_group: ClassGroup, *, on: date) -> list[RequestLine]:
    """Every open request about a pupil of the class, those to decide first. A constant number of queries."""
    stays = Enrolment.objects.in_force(on).filter(class_group=class_group)
    seats = dict(stays.values_list("person_id", "seat_number"))
    rows = Guardianship.objects.filter(pupil_id__in=list(seats), status__in=OPEN_REQUESTS)
    waiting = list(rows.select_related("guardian", "pupil").order_by("status", "requested_on", "pk"))
    waiting.sort(key=lambda row: row.status != "requested")
    held = held_guardians([row.pupil_id for row in waiting], on=on)
    return [request_line(row, held.get(row.pupil_id, []), seats.get(row.pupil_id), on) for row in waiting]


def held_guardians(pupil_ids: Sequence[int], *, on: date) -> dict[int, list[Any]]:
    """Confirmed guardianships by pupil."""
    found: dict[int, list[Any]] = {}
    rows = Guardianship.objects.confirmed(on).filter(pupil_id__in=pupil_ids).select_related("guardian")
    for row in rows.order_by("-is_first_contact", "pk"):
        found.setdefault(row.pupil_id, []).append(row)
    return found


def request_line(row: Any, held: list[Any], seat_number: int | None, on: date) -> RequestLine:
    return RequestLine(
        guardianship=row,
        seat_number=seat_number,
        held=[_compared(row, other) for other in held],
        hints=hints_of(row, held),
        days=(on - row.requested_on).days,
    )


def _compared(row: Any, other: Any) -> Held:
    mine, theirs = row.guardian.phone_index, other.guardian.phone_index
    return Held(
        guardianship=other,
        is_same_name=means_the_same(row.guardian.name, other.guardian.name),
        is_same_phone=mine is not None and theirs is not None and bytes(mine) == bytes(theirs),
    )


def hints_of(row: Any, held: list[Any]) -> list[str]:
    """Codes of what speaks against a request."""
    guardian, pupil = row.guardian, row.pupil
    hints = []
    is_parent = row.relation in ("father", "mother")
    if is_parent and guardian.born_on and pupil.born_on and age_on(guardian.born_on, pupil.born_on) < YOUNGEST_PARENT:
        hints.append("too_close_in_age")
    if row.relation in USUAL_SEX and guardian.sex != USUAL_SEX[row.relation]:
        hints.append("sex_and_relation")
    if not guardian.phone_masked:
        hints.append("no_phone")
    if is_parent and any(other.relation == row.relation and other.pk != row.pk for other in held):
        hints.append("relation_taken")
    if any(not other.has_custody or other.custody_ends_on for other in held):
        hints.append("custody_changed")
    return hints


def custody_requests(actor: Actor) -> QuerySet[Any]:
    """Requests about custody that this actor may decide, oldest first."""
    rows = CustodyRequest.objects.visible_to(actor)
    return rows.select_related("guardianship__guardian", "guardianship__pupil", "asked_by").order_by("asked_at", "pk")


def custody_request(actor: Actor, request_id: int) -> Any | None:
    """One of them; None when it is not for this actor."""
    return custody_requests(actor).filter(pk=request_id).first()
