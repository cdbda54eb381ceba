"""Switching applications and the pilot flag, journalled."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xingtan.apps.gateway.data import AUDIT_APP_SWITCHED
from xingtan.apps.gateway.errors import ApplicationUnknown
from xingtan.kernel.audit import api as audit
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor
from xingtan.people.organisations.models import Organisation
from xingtan.people.organisations.services import switch_application, update_organisation


@transaction.atomic
def switch(*, actor: Actor, organisation_id: int, application: str, is_on: bool, now: datetime) -> None:
    """Let a school take an application or leave it.

    Raises:
        ApplicationUnknown, OrganisationNotFound, NotPermitted, ApplicationIsEssential.
    """
    if not any(entry.code == application for entry in REGISTRY.all("applications")):
        raise ApplicationUnknown
    row = switch_application(
        actor=actor, organisation_id=organisation_id, application=application, is_on=is_on, now=now
    )
    detail = {"application": application, "is_on": is_on}
    audit.record(actor, AUDIT_APP_SWITCHED, "organisation", organisation_id, row.organisation.path, detail=detail)


@transaction.atomic
def set_pilot(*, actor: Actor, organisation_id: int, is_pilot: bool) -> Organisation:
    """Name a school a pilot of the digital campus, or no longer.

    Raises:
        OrganisationNotFound, NotPermitted.
    """
    organisation: Organisation = update_organisation(actor=actor, organisation_id=organisation_id, is_pilot=is_pilot)
    detail = {"is_pilot": is_pilot}
    audit.record(actor, "organisation.pilot_changed", "organisation", organisation_id, organisation.path, detail=detail)
    return organisation
