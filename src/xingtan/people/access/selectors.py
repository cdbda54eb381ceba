"""Who may do what, and who gave it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from xingtan.kernel.clock import in_force
from xingtan.people.access.models import Grant
from xingtan.people.organisations.models import GroupingMember


@dataclass(frozen=True, kw_only=True)
class Holder:
    """One line of "who may do what here"."""

    grant_id: int
    person_id: int
    name: str
    e_id: str
    role: str
    role_label: Any
    source: str
    reaches_from: str
    grouping: str
    granted_by: str
    since: date
    until: date | None
    expires_at: datetime | None
    reason: str


def _holder(grant: Grant) -> Holder:
    return Holder(
        grant_id=grant.pk,
        person_id=grant.person_id,
        name=grant.person.name,
        e_id=grant.person.e_id_spaced,
        role=grant.role or grant.permission,
        role_label=grant.role_label,
        source=grant.source,
        reaches_from=grant.scope_path,
        grouping=grant.grouping.name if grant.grouping else "",
        granted_by=grant.granted_by.name if grant.granted_by else "",
        since=grant.starts_on,
        until=grant.ends_on,
        expires_at=grant.expires_at,
        reason=grant.reason,
    )


def who_may(*, path: str, on: date, now: datetime, staff_only: bool = True) -> list[Holder]:
    """Everybody whose role reaches the node at `path` on the day `on`, widest reach first.

    A grant reaches a node when the node's path begins with the grant's scope, or when its grouping counts the
    node (or one above it) among its members that day.
    """
    parts = path.strip("/").split("/")
    above = ["/"] + ["/" + "/".join(parts[: length + 1]) + "/" for length in range(len(parts))]
    groupings = GroupingMember.objects.filter(in_force(on), organisation__path__in=above).values("grouping_id")
    grants = (
        Grant.objects.in_force(on, now)
        .filter(Q(scope_path__in=above) | Q(grouping_id__in=groupings))
        .select_related("person", "granted_by", "grouping")
    )
    if staff_only:
        grants = grants.exclude(role__in=("student", "guardian", "citizen"))
    rows = [_holder(grant) for grant in grants]
    return sorted(rows, key=lambda row: (len(row.reaches_from), row.role, row.name))


def grants_of(*, person_id: int, on: date, now: datetime) -> list[Holder]:
    """What one person holds on the day `on`."""
    grants = (
        Grant.objects.in_force(on, now).filter(person_id=person_id).select_related("person", "granted_by", "grouping")
    )
    return [_holder(grant) for grant in grants]
