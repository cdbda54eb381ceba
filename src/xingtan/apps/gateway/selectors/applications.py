"""Which applications a school takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor
from xingtan.people.organisations.data import MANAGE, Kind
from xingtan.people.organisations.models import AppSwitch, Organisation


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One application as a school sees it."""

    code: str
    label: Any
    description: Any
    sign: str
    is_essential: bool
    is_on: bool


def schools_managed(actor: Actor) -> list[Organisation]:
    """Schools whose applications the actor may switch."""
    schools = Organisation.objects.permitted(actor, MANAGE).filter(kind=Kind.SCHOOL).open_on(actor.on)
    return list(schools.order_by("path"))


def choices_of(school: Organisation) -> list[Choice]:
    """Every application with whether this school takes it, the essential ones last."""
    off = set(AppSwitch.objects.filter(organisation=school, is_on=False).values_list("application", flat=True))
    found = [
        Choice(
            code=entry.code,
            label=entry.label,
            description=entry.description,
            sign=entry.sign,
            is_essential=entry.is_essential,
            is_on=entry.code not in off,
        )
        for entry in REGISTRY.all("applications")
    ]
    return sorted(found, key=lambda choice: choice.is_essential)
