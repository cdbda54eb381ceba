"""Reads of organisations that need more than a queryset."""

from __future__ import annotations

from datetime import date
from itertools import takewhile
from typing import Any

from django.utils.functional import SimpleLazyObject

from xingtan.kernel.clock import in_force
from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import Actor
from xingtan.people.organisations.data import Kind
from xingtan.people.organisations.models import AppSwitch, Organisation, OrganisationFacts


def bureau() -> Organisation | None:
    """The bureau of this installation, None before the first-run wizard."""
    return Organisation.objects.filter(kind=Kind.BUREAU).order_by("pk").first()


def facts_on(*, organisation_id: int, on: date) -> OrganisationFacts | None:
    """What was so of an organisation on the day `on`; None before it was opened or after it was closed."""
    return OrganisationFacts.objects.filter(in_force(on), organisation_id=organisation_id).first()


def line_of(organisation: Organisation) -> list[Organisation]:
    """The organisations from the root down to this one, itself included, in one query."""
    return list(Organisation.objects.filter(pk__in=organisation.ancestor_ids).order_by("path"))


def school_of(organisation: Organisation) -> Organisation:
    """The school (or bureau) that a campus, department or group belongs to; itself when it is one."""
    for node in reversed(line_of(organisation)):
        if node.kind in (Kind.SCHOOL, Kind.BUREAU):
            return node
    return organisation


def unit_path(path: str) -> str | None:
    """The path of the lowest school or bureau at or above `path`; of the bureau for "/", None when there is none."""
    ids = [int(part) for part in path.strip("/").split("/") if part.isdigit()]
    if not ids:
        over = bureau()
        return over.path if over else None
    units = Organisation.objects.filter(pk__in=ids, kind__in=(Kind.SCHOOL, Kind.BUREAU)).order_by("-path")
    return units.values_list("path", flat=True).first()


def letterhead(actor: Actor, permission: str) -> Any:
    """Full name of the lowest bureau or school that holds all of the actor's reach: the head of what they print.

    It is asked for only when it is written. "" without any reach.
    """
    return SimpleLazyObject(lambda: _head_over(actor.paths(permission)))


def _head_over(paths: tuple[str, ...]) -> str:
    lines = [[int(part) for part in path.strip("/").split("/") if part.isdigit()] for path in paths]
    shared = [level[0] for level in takewhile(lambda level: len(set(level)) == 1, zip(*lines, strict=False))]
    units = Organisation.objects.filter(pk__in=shared, kind__in=(Kind.BUREAU, Kind.SCHOOL)).order_by("-path")
    return units.values_list("name", flat=True).first() or ""


def applications_off(organisation_ids: tuple[int, ...]) -> frozenset[str]:
    """Applications switched off at any of these organisations."""
    return frozenset(row[0] for row in _switched_off(organisation_ids=organisation_ids))


@prepared
def _switched_off(*, organisation_ids: tuple[int, ...]) -> Any:
    return AppSwitch.objects.filter(organisation_id__in=organisation_ids, is_on=False).values_list("application")
