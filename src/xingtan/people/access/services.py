"""Grants written and read. The actor of every request is built here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import Q

from xingtan.kernel.clock import in_force
from xingtan.kernel.copying import insert_all
from xingtan.kernel.events.api import publish
from xingtan.kernel.prepared import prepared
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor, Power, require
from xingtan.people.access import data, errors
from xingtan.people.access.models import Grant
from xingtan.people.organisations.models import Grouping, GroupingMember
from xingtan.people.persons.models import Person

LONGEST_POWER = timedelta(hours=72)
HELD = ("role", "permission", "scope_path", "grouping_id", "pk")


@prepared
def _held(*, person_id: int, on: date, now: datetime) -> Any:
    grants = Grant.objects.in_force(on, now).filter(person_id=person_id).order_by()
    return grants.values_list(*HELD)


@prepared
def _held_as(*, person_id: int, posting_id: int, on: date, now: datetime) -> Any:
    grants = Grant.objects.in_force(on, now).filter(person_id=person_id).order_by()
    chosen = grants.filter(Q(posting_id=posting_id) | Q(posting_id__isnull=True))
    return chosen.values_list(*HELD)


def build_actor(
    *, account_id: int | None, person_id: int | None, posting_id: int | None, on: date, now: datetime
) -> Actor:
    """The actor for one request or job: all grants in force, or only those of the posting chosen.

    Grants that follow no posting count whichever posting is chosen. One query, a second one when a grant
    reaches a grouping.
    """
    if person_id is None:
        return Actor(on=on)
    if posting_id is None:
        rows = _held(person_id=person_id, on=on, now=now)
    else:
        rows = _held_as(person_id=person_id, posting_id=posting_id, on=on, now=now)
    groupings = {row[3] for row in rows if row[3]}
    members = _member_paths(groupings, on) if groupings else {}
    reach: dict[str, set[str]] = {}
    powers = []
    for role, permission, scope_path, grouping_id, grant_id in rows:
        if not role:
            powers.append(Power(grant_id=grant_id, permission=permission, path=scope_path))
            continue
        paths = members.get(grouping_id, ()) if grouping_id else (scope_path,)
        for code in REGISTRY.permissions_of_role(role):
            reach.setdefault(code, set()).update(paths)
    powers = [power for power in powers if not any(map(power.path.startswith, reach.get(power.permission, ())))]
    for power in powers:
        reach.setdefault(power.permission, set()).add(power.path)
    return Actor(
        account_id=account_id,
        person_id=person_id,
        posting_id=posting_id,
        on=on,
        grants=MappingProxyType({code: _outermost(paths) for code, paths in reach.items() if paths}),
        roles=frozenset(row[0] for row in rows if row[0]),
        powers=tuple(powers),
    )


def _member_paths(grouping_ids: set[int], on: date) -> dict[int, tuple[str, ...]]:
    members = GroupingMember.objects.filter(
        in_force(on), in_force(on, "grouping__"), grouping_id__in=grouping_ids
    ).values_list("grouping_id", "organisation__path")
    paths: dict[int, tuple[str, ...]] = {}
    for grouping_id, path in members:
        paths[grouping_id] = (*paths.get(grouping_id, ()), path)
    return paths


def _outermost(paths: set[str]) -> tuple[str, ...]:
    """Paths without those that lie below another one of the set."""
    kept: list[str] = []
    for path in sorted(paths):
        if not any(path.startswith(outer) for outer in kept):
            kept.append(path)
    return tuple(kept)


def _refuse_guarded(person: Person, role: str, starts_on: date, ends_on: date | None) -> None:
    """The three administrators exclude each other on every day they would share."""
    if role not in data.GUARDED_ROLES:
        return
    overlapping = Grant.objects.filter(person=person, role__in=data.GUARDED_ROLES - {role}).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    )
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    held = overlapping.first()
    if held is not None:
        raise errors.RolesExclude(name=person.name, held=data.ROLES[held.role].label, wanted=data.ROLES[role].label)


def _check_role_and_dates(role: str, starts_on: date, ends_on: date | None) -> None:
    if role not in data.ROLES:
        raise errors.UnknownRole(role=role)
    if ends_on is not None and ends_on < starts_on:
        raise errors.DatesReversed(starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def grant_role(
    *,
    actor: Actor,
    person_id: int,
    role: str,
    starts_on: date,
    scope_path: str = "",
    grouping_id: int | None = None,
    ends_on: date | None = None,
    reason: str = "",
) -> Grant:
    """Give somebody a role on a subtree or a grouping, beside what their postings give.

    Raises:
        GrantNotFound: the person or grouping is not there.
        NotPermitted: `access.grant` does not reach the scope.
        NoGrantToOneself, RolesExclude, UnknownRole, DatesReversed.
    """
    if grouping_id is not None:
        grouping = Grouping.objects.visible_to(actor).select_related("organisation").filter(pk=grouping_id).first()
        if grouping is None:
            raise errors.GrantNotFound(grant_id=grouping_id)
        require(actor, data.GRANT, grouping.organisation.path)
        scope_path = ""
    else:
        require(actor, data.GRANT, scope_path)
    _check_role_and_dates(role, starts_on, ends_on)
    if person_id == actor.person_id:
        raise errors.NoGrantToOneself()
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise errors.GrantNotFound(grant_id=person_id)
    _refuse_guarded(person, role, starts_on, ends_on)
    grant = Grant.objects.create(
        person=person,
        role=role,
        scope_path=scope_path,
        grouping_id=grouping_id,
        source=data.Source.DIRECT,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by_id=actor.person_id,
        reason=reason,
    )
    publish(data.GrantChanged(grant_id=grant.pk, person_id=person.pk))
    return grant


@transaction.atomic
def end_grant(*, actor: Actor, grant_id: int, on: date, reason: str = "") -> Grant:
    """Let a direct grant end; `on` is its last day. Ended on its first day or before, it never counts from tomorrow.

    Raises:
        GrantNotFound, NotPermitted, GrantFollowsPosting, GrantEnded, DatesReversed.
    """
    grant = Grant.objects.visible_to(actor).select_for_update().filter(pk=grant_id).first()
    if grant is None:
        raise errors.GrantNotFound(grant_id=grant_id)
    path = grant.scope_path
    if grant.grouping_id is not None:
        path = Grouping.objects.select_related("organisation").get(pk=grant.grouping_id).organisation.path
    require(actor, data.GRANT, path)
    if grant.posting_id is not None:
        raise errors.GrantFollowsPosting()
    if grant.ends_on is not None and grant.ends_on < actor.on:
        raise errors.GrantEnded(ends_on=grant.ends_on)
    if on < grant.starts_on:
        raise errors.DatesReversed(starts_on=grant.starts_on, ends_on=on)
    grant.ends_on, grant.reason = on, reason or grant.reason
    grant.save(update_fields=["ends_on", "reason"])
    publish(data.GrantChanged(grant_id=grant.pk, person_id=grant.person_id))
    return grant


@transaction.atomic
def open_staff_power(
    *, actor: Actor, person_id: int, permission: str, scope_path: str, expires_at: datetime, reason: str, now: datetime
) -> Grant:
    """Give one permission for some hours, with a reason; it closes by itself.

    Raises:
        NotPermitted, NoGrantToOneself, PowerTooLong, GrantNotFound.
    """
    require(actor, data.GRANT, scope_path)
    if person_id == actor.person_id:
        raise errors.NoGrantToOneself()
    if not now < expires_at <= now + LONGEST_POWER:
        raise errors.PowerTooLong(hours=int(LONGEST_POWER.total_seconds() // 3600))
    if not Person.objects.filter(pk=person_id).exists():
        raise errors.GrantNotFound(grant_id=person_id)
    grant = Grant.objects.create(
        person_id=person_id,
        permission=REGISTRY.find("permissions", permission).code,
        scope_path=scope_path,
        source=data.Source.STAFF_POWER,
        starts_on=actor.on,
        expires_at=expires_at,
        granted_by_id=actor.person_id,
        reason=reason,
    )
    publish(data.GrantChanged(grant_id=grant.pk, person_id=person_id))
    return grant


def follow_posting(
    *,
    actor: Actor,
    posting_id: int,
    person: Person,
    role: str,
    scope_path: str,
    starts_on: date,
    ends_on: date | None,
) -> None:
    """Write or correct the one grant that a posting carries. Called in the posting's own transaction.

    Raises:
        RolesExclude: the role is one of three that exclude each other.
    """
    _check_role_and_dates(role, starts_on, ends_on)
    _refuse_guarded(person, role, starts_on, ends_on)
    Grant.objects.update_or_create(
        posting_id=posting_id,
        defaults={
            "person": person,
            "role": role,
            "scope_path": scope_path,
            "source": data.Source.POSTING,
            "starts_on": starts_on,
            "ends_on": ends_on,
        },
        create_defaults={
            "person": person,
            "role": role,
            "scope_path": scope_path,
            "source": data.Source.POSTING,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "granted_by_id": actor.person_id,
        },
    )


def follow_postings(*, actor: Actor, postings: Iterable[Any]) -> None:
    """`follow_posting` for many family postings (pupils and guardians) at once: those that end, and new ones.

    Args:
        postings: rows of postings just written. One with `ends_on` lets its grant end with it; the others get theirs.
    """
    rows = list(postings)
    for ends_on in {row.ends_on for row in rows if row.ends_on is not None}:
        ended = [row.pk for row in rows if row.ends_on == ends_on]
        Grant.objects.filter(posting_id__in=ended).update(ends_on=ends_on)
    insert_all(
        [
            Grant(
                posting_id=row.pk,
                person_id=row.person_id,
                role=row.role,
                scope_path=row.scope_path,
                source=data.Source.POSTING,
                starts_on=row.starts_on,
                granted_by_id=actor.person_id,
            )
            for row in rows
            if row.ends_on is None
        ]
    )


def forget_posting(*, posting_id: int) -> None:
    """Remove the grant of a posting that is removed itself. Called in the posting's own transaction."""
    Grant.objects.filter(posting_id=posting_id).delete()


def end_with_grouping(*, grouping_id: int, on: date) -> int:
    """Let the grants on a grouping that ends end with it. Called in the grouping's own transaction. Returns how many.

    One that would have begun later ends on its first day, when the grouping reaches nothing any more.
    """
    grants = Grant.objects.select_for_update().filter(grouping_id=grouping_id)
    open_ones = list(grants.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on)))
    for grant in open_ones:
        grant.ends_on = max(on, grant.starts_on)
        grant.save(update_fields=["ends_on"])
        publish(data.GrantChanged(grant_id=grant.pk, person_id=grant.person_id))
    return len(open_ones)


def move_scopes(*, old: str, new: str) -> None:
    """Rewrite the scope of grants below a node that moved in the tree."""
    for grant in Grant.objects.select_for_update().filter(scope_path__startswith=old):
        grant.scope_path = new + grant.scope_path[len(old) :]
        grant.save(update_fields=["scope_path"])
