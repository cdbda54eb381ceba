"""Groupings and their members on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from xingtan.kernel.clock import in_force, is_in_force
from xingtan.kernel.scopes import Actor
from xingtan.people.organisations.data import VIEW, GroupingKind
from xingtan.people.organisations.models import Grouping


def groupings_of(actor: Actor) -> QuerySet[Any]:
    return Grouping.objects.visible_to(actor).select_related("organisation")


def by_kind(actor: Actor) -> tuple[list[tuple[Any, list[Any]]], list[Any]]:
    """Groupings in force today under their kinds, and those that have ended, the latest first. One query.

    Each has `member_count`: schools in it today, or on its last day.
    """
    counted = in_force(actor.on, "members__") | Q(members__ends_on=F("ends_on"))
    rows = list(groupings_of(actor).annotate(member_count=Count("members", filter=counted)).order_by("name", "pk"))
    today = [row for row in rows if is_in_force(row, actor.on)]
    ended = sorted((row for row in rows if row.ends_on and row.ends_on < actor.on), key=lambda row: row.ends_on)
    return [(kind.label, [row for row in today if row.kind == kind]) for kind in GroupingKind], ended[::-1]


def members_of(grouping: Any, on: date, actor: Actor) -> list[Any]:
    """Members in force that day, the lead first. `may_open`: whether the school's card is within the actor's reach."""
    members = grouping.members.filter(in_force(on)).select_related("organisation")
    return _with_reach(members.order_by("-is_lead", "organisation__sort", "organisation__path"), actor)


def past_members(grouping: Any, on: date, actor: Actor) -> list[Any]:
    """Members that have left before that day, the latest first."""
    members = grouping.members.filter(Q(ends_on__lt=on)).select_related("organisation")
    return _with_reach(members.order_by("-ends_on", "pk"), actor)


def _with_reach(members: QuerySet[Any], actor: Actor) -> list[Any]:
    found = list(members)
    for member in found:
        member.may_open = actor.may(VIEW, member.organisation.path)
    return found
