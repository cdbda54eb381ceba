"""Registering partners and saying what may pass between them and us."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from xingtan.apps.exchange import errors
from xingtan.apps.exchange.data import MANAGE, NUMBERS, RELEASABLE
from xingtan.apps.exchange.models import Partner
from xingtan.apps.exchange.services.finding_partners import managed_partner
from xingtan.kernel.audit import api as audit
from xingtan.kernel.scopes import Actor, require
from xingtan.people.organisations.models import Organisation

EDITABLE = (
    *("name", "vendor", "contact", "writes_register", "alarm_percent", "released", "is_cleared_for_numbers"),
    "is_active",
)


def _check(partner: Partner) -> None:
    twins = Partner.objects.filter(organisation_id=partner.organisation_id, name=partner.name)
    if twins.exclude(pk=partner.pk).exists():
        raise errors.PartnerNameTaken(name=partner.name)
    if not partner.is_cleared_for_numbers and set(partner.released) & set(NUMBERS):
        raise errors.NumbersNotCleared(reason="", fields={"released": str(errors.NumbersNotCleared(reason=""))})
    unknown = set(partner.released) - set(RELEASABLE)
    if unknown:
        raise TypeError(f"no such fields: {sorted(unknown)}")


@transaction.atomic
def add_partner(*, actor: Actor, organisation_id: int, name: str, **columns: Any) -> Partner:
    """Register a system of others for a bureau or school.

    Raises:
        PartnerNotFound: the organisation is not for this actor. NotPermitted.
        PartnerNameTaken, NumbersNotCleared.
    """
    organisation = Organisation.objects.visible_to(actor).filter(pk=organisation_id).first()
    if organisation is None:
        raise errors.PartnerNotFound(organisation_id=organisation_id)
    require(actor, MANAGE, organisation.path)
    partner = Partner(organisation=organisation, name=name, **columns)
    _check(partner)
    partner.save()
    audit.record(actor, "exchange.partner_added", "exchange_partner", partner.pk, organisation.path, {"name": name})
    return partner


@transaction.atomic
def update_partner(*, actor: Actor, partner_id: int, **columns: Any) -> Partner:
    """Change what is written about a partner. Old values stay in the row history.

    Raises:
        PartnerNotFound, NotPermitted, PartnerNameTaken, NumbersNotCleared.
    """
    partner = managed_partner(actor, partner_id)
    changed = [field for field, value in columns.items() if getattr(partner, field) != value]
    for field, value in columns.items():
        if field not in EDITABLE:
            raise TypeError(f"{field} cannot be edited")
        setattr(partner, field, value)
    _check(partner)
    partner.save()
    path = partner.organisation.path
    audit.record(actor, "exchange.partner_changed", "exchange_partner", partner.pk, path, {"fields": sorted(changed)})
    return partner
