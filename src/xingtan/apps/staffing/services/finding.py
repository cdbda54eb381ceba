"""Units and files for an actor to change: found, permitted, locked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from xingtan.apps.staffing import data, errors
from xingtan.apps.staffing.models import StaffRecord
from xingtan.kernel.scopes import Actor, require
from xingtan.people.organisations.models import Organisation


def unit_to_manage(actor: Actor, organisation_id: int, permission: str = data.MANAGE) -> Organisation:
    """A unit whose staff the actor manages: their files, or with `postings.manage` their posts.

    Raises:
        OrganisationNotFound, NotPermitted.
    """
    unit = Organisation.objects.visible_to(actor).filter(pk=organisation_id).first()
    if unit is None or not (actor.may(data.VIEW, unit.path) or actor.may(permission, unit.path)):
        raise errors.OrganisationNotFound
    require(actor, permission, unit.path)
    return unit


def managed(actor: Actor, person_id: int) -> StaffRecord:
    """A file for the actor to change, locked.

    Raises:
        StaffNotFound: not there, or not for the actor to see. NotPermitted.
    """
    rows = (
        StaffRecord.objects.visible_to(actor).select_for_update(of=("self",)).select_related("organisation", "person")
    )
    record = rows.filter(person_id=person_id).first()
    if record is None:
        raise errors.StaffNotFound(person_id=person_id)
    require(actor, data.MANAGE, record.organisation.path)
    return record


@transaction.atomic
def readable(find: Callable[..., Any], *arguments: Any) -> Any:
    """What a form is about, found like the service will find it; the lock is let go at once.

    Raises: what `find` raises.
    """
    return find(*arguments)
