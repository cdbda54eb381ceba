"""Changes to units, with findings about them looked at again at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from xingtan.apps.registry.models import Finding
from xingtan.apps.registry.services import findings
from xingtan.kernel.clock import local_day
from xingtan.kernel.scopes import Actor
from xingtan.people.organisations import services as organisations
from xingtan.people.organisations.intake import withdraw_organisation
from xingtan.people.organisations.models import Organisation
from xingtan.people.roster import services as roster

FACTS = ("name", "school_kind", "urban_rural_code", "is_boarding", "is_teaching_point")
COLUMNS = ("short_name", "credit_code", "sponsor_code", "primary_years", "is_pilot", "address", "telephone")


def _only(values: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {field: values[field] for field in fields if field in values}


@transaction.atomic
def add(*, actor: Actor, kind: str, values: Mapping[str, Any], now: datetime) -> Organisation:
    """Add a unit below another.

    Raises:
        OrganisationNotFound, NotPermitted, KindNotAllowedHere, SameNameHere, WrongCode, CodeTaken.
    """
    organisation = organisations.create_organisation(
        actor=actor,
        parent_id=values["parent"],
        kind=kind,
        code=values.get("code", ""),
        on=values["on"],
        basis=values["basis"],
        **_only(values, FACTS),
        **_only(values, COLUMNS),
    )
    findings.check_places(path=organisation.path, on=local_day(now), now=now)
    return organisation


@transaction.atomic
def change_facts(*, actor: Actor, organisation_id: int, values: Mapping[str, Any], now: datetime) -> Organisation:
    """Let dated facts change from a day on; what was so before stays on record.

    Raises:
        OrganisationNotFound, NotPermitted, DateBeforeHistory, SameNameHere.
    """
    organisation = organisations.change_facts(
        actor=actor,
        organisation_id=organisation_id,
        on=values["on"],
        basis=values["basis"],
        **_only(values, FACTS),
    )
    findings.check_places(path=organisation.path, on=local_day(now), now=now)
    return organisation


def update(*, actor: Actor, organisation_id: int, values: Mapping[str, Any]) -> Organisation:
    """Change columns without a history of their own.

    Raises:
        OrganisationNotFound, NotPermitted, WrongCode, CodeTaken.
    """
    return organisations.update_organisation(actor=actor, organisation_id=organisation_id, **_only(values, COLUMNS))


@transaction.atomic
def close(*, actor: Actor, organisation_id: int, on: date, basis: str, now: datetime) -> Organisation:
    """Close a unit without open units below; `on` is the first day without it.

    Raises:
        OrganisationNotFound, NotPermitted, StillInUse, DateBeforeHistory.
    """
    organisation = organisations.close_organisation(actor=actor, organisation_id=organisation_id, on=on, basis=basis)
    findings.check_places(path=organisation.path, on=local_day(now), now=now)
    return organisation


@transaction.atomic
def move(*, actor: Actor, organisation_id: int, parent_id: int) -> Organisation:
    """Hang a unit below another parent; classes, rights and findings follow.

    Raises:
        OrganisationNotFound, NotPermitted, WouldMakeCycle, KindNotAllowedHere, SameNameHere.
    """
    before = Organisation.objects.filter(pk=organisation_id).values_list("path", flat=True).first() or ""
    organisation = roster.move_organisation(actor=actor, organisation_id=organisation_id, parent_id=parent_id)
    Finding.objects.filter(scope_path__below=before).update(
        scope_path=Concat(Value(organisation.path), Substr(F("scope_path"), len(before) + 1))
    )
    return organisation


@transaction.atomic
def withdraw(*, actor: Actor, organisation_id: int) -> bool:
    """Take back a unit that was just added by mistake, with what was found about it. False when it is in use already.

    Raises:
        OrganisationNotFound, NotPermitted.
    """
    path = Organisation.objects.filter(pk=organisation_id).values_list("path", flat=True).first()
    if not withdraw_organisation(actor=actor, organisation_id=organisation_id):
        return False
    Finding.objects.filter(scope_path__below=path).delete()
    return True
