"""Delegations for a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from xingtan.engines.workflow import errors
from xingtan.engines.workflow.models import Delegation
from xingtan.engines.workflow.selectors import resolving
from xingtan.engines.workflow.selectors.flows import known_kind
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import local_day
from xingtan.kernel.notices.api import tell
from xingtan.kernel.scopes import Actor
from xingtan.people.persons.models import Person

LONGEST_DAYS = 366


@transaction.atomic
def delegate(
    *, actor: Actor, deputy_id: int, starts_on: date, ends_on: date, now: datetime, kinds: Sequence[str] = ()
) -> Delegation:
    """Let somebody do one's parts from one day to another, both included. `kinds` empty: all of them.

    Raises:
        DelegationUnsound, PeopleNotKnown.
    """
    today = local_day(now)
    if deputy_id == actor.person_id:
        raise _unsound("deputy", _("不能委托给自己。"))
    if ends_on < starts_on or ends_on < today:
        raise _unsound("ends_on", _("结束日期不能早于开始日期，也不能早于今天。"))
    if (ends_on - starts_on).days > LONGEST_DAYS:
        raise _unsound("ends_on", _("一次委托最长一年。"))
    if any(known_kind(kind) is None for kind in kinds):
        raise _unsound("kinds", _("没有这类流程。"))
    if actor.person_id is None or not resolving.in_post([deputy_id], today):
        raise errors.PeopleNotKnown(names=str(Person.objects.filter(pk=deputy_id).first() or deputy_id))
    Person.objects.select_for_update().get(pk=actor.person_id)  # a double press finds the first one
    same = Delegation.objects.filter(
        giver_id=actor.person_id, deputy_id=deputy_id, starts_on=starts_on, ends_on=ends_on, cancelled_at__isnull=True
    ).first()
    if same is not None and sorted(same.kinds) == sorted(kinds):
        return same
    given = Delegation.objects.create(
        giver_id=actor.person_id,
        deputy_id=deputy_id,
        starts_on=starts_on,
        ends_on=ends_on,
        kinds=sorted(set(kinds)),
        given_at=now,
    )
    audit.record(actor, "workflow.delegated", "person", deputy_id, "", {"delegation": given.pk})
    tell(
        kind="workflow.delegated",
        subject_key=f"delegation:{given.pk}",
        person_ids=[deputy_id],
        title=_("%(name)s委托您代为办理待办事项") % {"name": given.giver.name},
        now=now,
        sender_person_id=actor.person_id,
    )
    return given


def _unsound(field: str, reason: str) -> errors.DelegationUnsound:
    return errors.DelegationUnsound(reason=reason, fields={field: reason})


@transaction.atomic
def cancel_delegation(*, actor: Actor, delegation_id: int, now: datetime) -> Delegation:
    """End a delegation at once; a second time changes nothing.

    Raises:
        DelegationNotFound. NotYours: only the giver may.
    """
    rows = Delegation.objects.visible_to(actor).select_for_update(of=("self",)).select_related("giver")
    given: Delegation | None = rows.filter(pk=delegation_id).first()
    if given is None:
        raise errors.DelegationNotFound(delegation_id=delegation_id)
    if given.giver_id != actor.person_id:
        raise errors.NotYours(who=given.giver.name)
    if given.cancelled_at is None:
        given.cancelled_at = now
        given.save(update_fields=["cancelled_at"])
        audit.record(actor, "workflow.delegation_cancelled", "person", given.deputy_id, "", {"delegation": given.pk})
    return given
