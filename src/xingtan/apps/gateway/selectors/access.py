"""Who may do what, laid out for the page: by role, with where each grant comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from xingtan.apps.gateway.data import NEVER_A_POWER
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor
from xingtan.people.access.data import GRANT, ROLES, VIEW, Source
from xingtan.people.access.models import Grant
from xingtan.people.access.selectors import Holder, who_may
from xingtan.people.organisations.models import Grouping, Organisation
from xingtan.people.persons.models import Person

GROUPING = "grouping:"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One grant with the name of the place from which it reaches."""

    holder: Holder
    label: Any
    place: str
    source: Any
    may_open: bool = True  # who holds it from above is named, without a way to a page that is out of reach


@dataclass(frozen=True, kw_only=True)
class RoleRows:
    """Everybody who holds one role here."""

    label: Any
    lines: list[Line]


def organisations_shown(actor: Actor) -> list[Organisation]:
    """Organisations whose grants the actor may look at, in tree order."""
    reach = actor.paths(VIEW)
    rows = Organisation.objects.visible_to(actor).open_on(actor.on).order_by("path")
    return [row for row in rows if any(row.path.startswith(own) for own in reach)]


@dataclass(frozen=True, kw_only=True)
class Part:
    """Holders whose rights begin here, or those whose rights come down from a unit above."""

    label: Any
    rows: list[RoleRows]


def holders_at(unit: Organisation, *, actor: Actor, now: datetime) -> list[Part]:
    """Who may do what at `unit`: its own people first, then those above whose rights reach it too."""
    lines = lines_of(who_may(path=unit.path, on=actor.on, now=now), actor=actor)
    own = [line for line in lines if line.holder.reaches_from.startswith(unit.path)]
    above = [line for line in lines if not line.holder.reaches_from.startswith(unit.path)]
    named = ((_("%(name)s的人员") % {"name": unit.name}, own), (_("上级单位的人员，权限也到这里"), above))
    return [Part(label=label, rows=_by_role(found)) for label, found in named if found]


def _by_role(lines: Iterable[Line]) -> list[RoleRows]:
    """Roles in the order of the role list, with their holders."""
    by_role: dict[str, list[Line]] = {}
    for line in lines:
        by_role.setdefault(line.holder.role, []).append(line)
    order = [*ROLES, *sorted(set(by_role) - set(ROLES))]
    return [RoleRows(label=_role_name(code), lines=by_role[code]) for code in order if code in by_role]


def lines_of(holders: Iterable[Holder], *, actor: Actor | None = None) -> list[Line]:
    """Grants with place names, in one query; with `actor`, whose own pages are within their reach."""
    rows = list(holders)
    within = {
        row.person_id
        for row in rows
        if actor is None or row.person_id == actor.person_id or actor.may(VIEW, row.reaches_from)
    }
    places = names_of_paths(row.reaches_from for row in rows)
    return [
        Line(
            holder=row,
            label=_role_name(row.role),
            place=row.grouping or places[row.reaches_from],
            source=Source(row.source).label,
            may_open=row.person_id in within,
        )
        for row in rows
    ]


def past_of(*, person_id: int, actor: Actor, now: datetime) -> list[Grant]:
    """A person's grants that are over and that the actor may look at, latest first."""
    over = Q(ends_on__lt=actor.on) | Q(expires_at__lte=now)
    rows = Grant.objects.visible_to(actor).filter(over, person_id=person_id).select_related("granted_by", "grouping")
    return list(rows.order_by("-starts_on", "-pk")[:50])


def _role_name(code: str) -> Any:
    if code in ROLES:
        return ROLES[code].label
    return _("限时特权：%(permission)s") % {"permission": permission_label(code)}


def person_with_grants(grants: Any) -> Person | None:
    """The person whose grants, already narrowed to what the actor may look at, these are."""
    return Person.objects.filter(pk__in=grants.order_by().values("person_id")).first()


def permission_label(code: str) -> Any:
    """What a permission is called; its code when no manifest declares it any more."""
    try:
        return REGISTRY.find("permissions", code).label
    except LookupError:
        return code


def permission_choices() -> list[tuple[str, Any]]:
    return [(entry.code, entry.label) for entry in REGISTRY.all("permissions") if entry.code not in NEVER_A_POWER]


def names_of_paths(paths: Iterable[str]) -> dict[str, str]:
    """The name of the lowest organisation on each scope path."""
    wanted = {path: [int(part) for part in path.strip("/").split("/") if part.isdigit()] for path in set(paths)}
    ids = {found[-1] for found in wanted.values() if found}
    names = dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))
    return {path: names.get(found[-1], "") if found else "" for path, found in wanted.items()}


def scope_choices(actor: Actor) -> list[tuple[str, str]]:
    """Subtrees and groupings on which the actor may grant."""
    reach = actor.paths(GRANT)
    rows = [row for row in organisations_shown(actor) if any(row.path.startswith(own) for own in reach)]
    top = min((row.path.count("/") for row in rows), default=0)
    trees = [(row.path, "\u3000" * (row.path.count("/") - top) + row.name) for row in rows]
    groupings = Grouping.objects.visible_to(actor).in_force(actor.on).select_related("organisation")
    grouped = [
        (f"{GROUPING}{row.pk}", f"{row.get_kind_display()} {row.name}")
        for row in groupings
        if any(row.organisation.path.startswith(own) for own in reach)
    ]
    return trees + grouped


@dataclass(frozen=True, kw_only=True)
class RoleEntry:
    """One role of the catalogue with the permissions it bundles."""

    code: str
    label: Any
    is_guarded: bool
    permissions: list[Any]


def role_catalogue() -> list[RoleEntry]:
    """Every role and what it may, as the manifests say."""
    return [
        RoleEntry(
            code=code,
            label=role.label,
            is_guarded=role.is_guarded,
            permissions=[permission_label(permission) for permission in REGISTRY.permissions_of_role(code)],
        )
        for code, role in ROLES.items()
    ]
