"""电教人员 of a school: who keeps the equipment, full-time or beside lessons."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from xingtan.apps.staffing import data, errors
from xingtan.apps.staffing.models import EdtechKeeper, StaffRecord
from xingtan.apps.staffing.selectors.posts import candidates
from xingtan.apps.staffing.services.finding import unit_to_manage
from xingtan.kernel.audit import api as audit
from xingtan.kernel.scopes import Actor, require


@transaction.atomic
def appoint_keeper(
    *, actor: Actor, organisation_id: int, person_id: int, is_full_time: bool, starts_on: date, basis: str = ""
) -> EdtechKeeper:
    """Name somebody of the school.

    Raises:
        OrganisationNotFound, NotPermitted, StaffNotFound, KeeperThere.
    """
    school = unit_to_manage(actor, organisation_id)
    record = StaffRecord.objects.visible_to(actor).filter(person_id=person_id).select_related("person").first()
    if record is None or person_id not in dict(candidates(school, actor)):
        raise errors.StaffNotFound(person_id=person_id)
    if EdtechKeeper.objects.filter(record=record, organisation=school, ends_on__isnull=True).exists():
        raise errors.KeeperThere(name=record.person.name)
    keeper = EdtechKeeper.objects.create(
        record=record, organisation=school, is_full_time=is_full_time, starts_on=starts_on, basis=basis
    )
    audit.record(actor, "staff.keeper_appointed", "person", person_id, school.path)
    return keeper


@transaction.atomic
def end_keeper(*, actor: Actor, keeper_id: int, on: date) -> EdtechKeeper:
    """Let the duty end; `on` is its last day.

    Raises:
        RowNotFound, NotPermitted, RowEndsBeforeItBegins.
    """
    rows = EdtechKeeper.objects.visible_to(actor).select_for_update(of=("self",)).select_related("organisation")
    keeper = rows.select_related("record__person", "organisation").filter(pk=keeper_id).first()
    if keeper is None:
        raise errors.RowNotFound
    require(actor, data.MANAGE, keeper.organisation.path)
    if on < keeper.starts_on:
        raise errors.RowEndsBeforeItBegins(starts_on=keeper.starts_on, ends_on=on)
    keeper.ends_on = on
    keeper.save(update_fields=["ends_on"])
    audit.record(actor, "staff.keeper_ended", "person", keeper.record.person_id, keeper.organisation.path)
    found: EdtechKeeper = keeper
    return found
