"""Units as choices and conditions, within an actor's reach."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _g

from xingtan.apps.staffing import data
from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import Actor, under
from xingtan.people.access.data import ROLES
from xingtan.people.organisations.data import STAGES_OF_SCHOOL_KIND, Kind
from xingtan.people.organisations.models import Organisation

UNITS = (Kind.BUREAU, Kind.SCHOOL)


def units_of(actor: Actor, permission: str) -> list[Organisation]:
    """Bureau and schools on which the actor holds `permission`, in the order of the tree."""
    paths = actor.paths(permission)
    if not paths:
        return []
    return _units.instances(paths=paths, on=actor.on)


@prepared
def _units(*, paths: tuple[str, ...], on: date) -> Any:
    return Organisation.objects.filter(under(paths, "path"), kind__in=UNITS).open_on(on).order_by("path")


def unit_options(actor: Actor) -> Iterable[tuple[str, str, int]]:
    """Units, departments and groups as a tree of paths, for `TreeFilter`."""
    paths = actor.paths(data.VIEW)
    if not paths:
        return
    rows = Organisation.objects.filter(under(paths, "path")).open_on(actor.on).exclude(kind=Kind.REGION)
    found = list(rows.order_by("path").values_list("path", "name", "short_name"))
    top = min((path.count("/") for path, _name, _short in found), default=0)
    for path, name, short_name in found:
        yield path, short_name or name, path.count("/") - top


def scope_query(actor: Actor) -> str:
    """Address of a list narrowed to the units that keep the files within reach, guests from elsewhere left out."""
    offered = {path for path, _name, _depth in unit_options(actor)}
    return "".join(f"&{urlencode({'unit': path})}" for path in actor.paths(data.VIEW) if path in offered)


def kinds_teaching(stages: Iterable[str]) -> list[str]:
    """School kinds in which one of these stages is taught."""
    wanted = set(stages)
    return [kind for kind, taught in STAGES_OF_SCHOOL_KIND.items() if wanted.intersection(taught)]


def role_options(organisation: Organisation | None = None) -> list[tuple[str, Any]]:
    """Roles that can be given at a unit; both sorts together when no unit is named."""
    if organisation is None:
        codes = tuple(dict.fromkeys((*data.BUREAU_ROLES, *data.SCHOOL_ROLES)))
    else:
        codes = data.SCHOOL_ROLES if organisation.kind == Kind.SCHOOL else data.BUREAU_ROLES
    return [(code, ROLES[code].label) for code in codes]


def reach_words(actor: Actor) -> str:
    """杏坛区教育局及所辖43所学校、幼儿园; of a school, what belongs to it: 舞雩小学，含石门教学点."""
    units = units_of(actor, data.VIEW)
    schools = sum(unit.kind == Kind.SCHOOL for unit in units)
    if not units:
        return ""
    if len(units) == 1:
        return units[0].name
    first, below = units[0], units[1:]
    if first.kind != Kind.SCHOOL:
        return _g("%(first)s及所辖%(count)s所学校、幼儿园") % {"first": first.name, "count": schools}
    if all(unit.path.startswith(first.path) for unit in below):
        names = _g("、").join(unit.name.removeprefix(first.name) for unit in below)
        return _g("%(first)s，含%(names)s") % {"first": first.name, "names": names}
    return _g("%(first)s等%(count)s所学校、幼儿园") % {"first": first.name, "count": schools}
