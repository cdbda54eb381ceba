"""Grants by hand, journalled."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from xingtan.apps.gateway.data import (
    AUDIT_GRANT_ENDED,
    AUDIT_GRANTED,
    AUDIT_POWER_OPENED,
    AUDIT_POWER_USED,
    NEVER_A_POWER,
)
from xingtan.apps.gateway.errors import PowerNotOffered
from xingtan.apps.gateway.selectors.access import GROUPING
from xingtan.kernel.audit import api as audit
from xingtan.kernel.scopes import Actor
from xingtan.people.access import services as access
from xingtan.people.access.models import Grant
from xingtan.people.organisations.models import Grouping


def _path_of(grant: Grant) -> str:
    if grant.grouping_id is None:
        return grant.scope_path
    return Grouping.objects.select_related("organisation").get(pk=grant.grouping_id).organisation.path


@transaction.atomic
def give_role(
    *, actor: Actor, person_id: int, role: str, scope: str, starts_on: date, ends_on: date | None, reason: str
) -> Grant:
    """Grant a role on a subtree (`scope` is its path) or a grouping ("grouping:7").

    Raises:
        NotPermitted, NoGrantToOneself, RolesExclude, DatesReversed, GrantNotFound.
    """
    is_grouping = scope.startswith(GROUPING)
    grant = access.grant_role(
        actor=actor,
        person_id=person_id,
        role=role,
        scope_path="" if is_grouping else scope,
        grouping_id=int(scope.removeprefix(GROUPING)) if is_grouping else None,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
    )
    detail = {"person": person_id, "role": role, "starts_on": starts_on.isoformat(), "reason": reason}
    audit.record(actor, AUDIT_GRANTED, "grant", grant.pk, _path_of(grant), detail=detail)
    return grant


@transaction.atomic
def end_role(*, actor: Actor, grant_id: int, on: date, reason: str) -> Grant:
    """Let a grant end; `on` is its last day.

    Raises:
        GrantNotFound, NotPermitted, GrantFollowsPosting, GrantEnded, DatesReversed.
    """
    grant = access.end_grant(actor=actor, grant_id=grant_id, on=on, reason=reason)
    detail = {"person": grant.person_id, "role": grant.role, "on": on.isoformat(), "reason": reason}
    audit.record(actor, AUDIT_GRANT_ENDED, "grant", grant.pk, _path_of(grant), detail=detail)
    return grant


@transaction.atomic
def open_power(
    *, actor: Actor, person_id: int, permission: str, scope: str, hours: int, reason: str, now: datetime
) -> Grant:
    """Open one permission for some hours; it closes by itself.

    Raises:
        NotPermitted, NoGrantToOneself, PowerTooLong, PowerNotOffered, GrantNotFound.
    """
    if permission in NEVER_A_POWER:
        raise PowerNotOffered
    expires_at = now + timedelta(hours=hours)
    grant = access.open_staff_power(
        actor=actor,
        person_id=person_id,
        permission=permission,
        scope_path=scope,
        expires_at=expires_at,
        reason=reason,
        now=now,
    )
    detail = {"person": person_id, "permission": permission, "until": expires_at.isoformat(), "reason": reason}
    audit.record(actor, AUDIT_POWER_OPENED, "grant", grant.pk, scope, detail=detail)
    return grant


@transaction.atomic
def note_powers_used(*, actor: Actor, method: str, address: str, is_done: bool) -> int:
    """Journal each timed power on which the answer to a request rested. Returns how many there were.

    Args:
        method, address: the act, as the browser asked for it.
        is_done: False when it was shown again to be corrected, or failed.
    """
    result = audit.Result.OK if is_done else audit.Result.FAILED
    for power in sorted(actor.used, key=lambda power: power.grant_id):
        detail = {"permission": power.permission, "method": method, "address": address}
        audit.record(actor, AUDIT_POWER_USED, "grant", power.grant_id, power.path, detail=detail, result=result)
    return len(actor.used)
