"""Units that a list brought by mistake, taken back as if they had never been."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, connection, transaction

from xingtan.kernel.clock import day_before
from xingtan.kernel.events.api import publish
from xingtan.kernel.scopes import Actor, require
from xingtan.people.organisations import data, errors
from xingtan.people.organisations.models import Organisation, OrganisationFacts
from xingtan.people.organisations.services import DATED


def _managed(actor: Actor, organisation_id: int) -> Organisation:
    visible = Organisation.objects.visible_to(actor).select_for_update()
    organisation: Organisation | None = visible.filter(pk=organisation_id).first()
    if organisation is None:
        raise errors.OrganisationNotFound(organisation_id=organisation_id)
    require(actor, data.MANAGE, organisation.path)
    return organisation


@transaction.atomic
def withdraw_organisation(*, actor: Actor, organisation_id: int) -> bool:
    """Remove a unit that was just added by mistake. False when classes, people or units are there already.

    Raises:
        OrganisationNotFound, NotPermitted.
    """
    organisation = _managed(actor, organisation_id)
    try:
        with transaction.atomic():
            organisation.delete()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        return False
    publish(data.OrganisationChanged(organisation_id=organisation_id))
    return True


@transaction.atomic
def withdraw_facts(*, actor: Actor, organisation_id: int, on: date) -> Organisation:
    """Take back that dated facts changed on the day `on`: what was so before goes on.

    Raises:
        OrganisationNotFound, NotPermitted.
        DateBeforeHistory: the present stretch did not begin on that day.
    """
    organisation = _managed(actor, organisation_id)
    rows = OrganisationFacts.objects.select_for_update().filter(organisation=organisation)
    current = rows.get(ends_on__isnull=True)
    before = rows.filter(ends_on=day_before(on)).first()
    if current.starts_on != on or before is None:
        raise errors.DateBeforeHistory(on=on, since=current.starts_on)
    current.delete()
    before.ends_on = None
    before.save(update_fields=["ends_on"])
    for name in DATED:
        setattr(organisation, name, getattr(before, name))
    organisation.save(update_fields=[*DATED])
    publish(data.OrganisationChanged(organisation_id=organisation.pk))
    return organisation
