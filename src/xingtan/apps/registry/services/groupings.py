"""Ending 学区, 联盟 and pairs."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from xingtan.kernel.audit import api as audit
from xingtan.kernel.scopes import Actor
from xingtan.people.access.services import end_with_grouping
from xingtan.people.organisations import services as organisations
from xingtan.people.organisations.models import Grouping


@transaction.atomic
def end(*, actor: Actor, grouping_id: int, on: date, basis: str) -> Grouping:
    """Let a grouping end; `on` is its last day. Its members leave and the rights given on it end the same day.

    Raises:
        OrganisationNotFound, NotPermitted, GroupingEnded, DateBeforeHistory.
    """
    grouping = organisations.end_grouping(actor=actor, grouping_id=grouping_id, on=on, basis=basis)
    grants = end_with_grouping(grouping_id=grouping_id, on=on)
    detail = {"name": grouping.name, "on": on.isoformat(), "basis": basis, "grants": grants}
    audit.record(actor, "grouping.ended", "grouping", grouping.pk, grouping.organisation.path, detail)
    return grouping
