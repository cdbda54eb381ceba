"""Finding people by the names that somebody typed, among colleagues."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from xingtan.engines.workflow import errors
from xingtan.engines.workflow.data import MOST_PEOPLE
from xingtan.engines.workflow.selectors.resolving import _ids
from xingtan.kernel.scopes import Actor
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.organisations.data import Kind
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting

BETWEEN = re.compile(r"[、，,；;\n\r]+")
MOST_OFFERED = 300


def colleagues(actor: Actor, scope_path: str = "") -> Any:
    """Staff postings of the units where the actor works, of the case's unit, and of the bureau above them."""
    rows = Posting.objects.in_force(actor.on).filter(role__in=STAFF_ROLES, person__deceased_on__isnull=True)
    own = Posting.objects.in_force(actor.on).filter(person_id=actor.person_id or 0)
    paths = [scope_path, *own.values_list("organisation__path", flat=True)]
    ids = {one for path in paths for one in _ids(path)}
    units = Organisation.objects.filter(pk__in=ids, kind__in=(Kind.SCHOOL, Kind.BUREAU)).values_list("kind", "path")
    schools = [path for kind, path in units if kind == Kind.SCHOOL]
    offices = Organisation.objects.filter(path__in=[path for kind, path in units if kind == Kind.BUREAU]).values_list(
        "pk", flat=True
    )
    departments = Organisation.objects.filter(parent_id__in=list(offices), kind=Kind.DEPARTMENT)
    near = rows.none()
    for path in schools:
        near = near | rows.filter(organisation__path__below=path)
    above = [*offices, *departments.values_list("pk", flat=True)]
    return near | rows.filter(organisation_id__in=above)


def offered(actor: Actor, scope_path: str = "") -> list[tuple[str, str]]:
    """(name, where and what) of colleagues, to choose from while typing."""
    rows = colleagues(actor, scope_path).select_related("person", "organisation").order_by("person__name_pinyin")
    found: dict[int, tuple[str, str]] = {}
    for row in rows[: MOST_OFFERED * 2]:
        found.setdefault(row.person_id, (row.person.name, f"{row.organisation.display_name} {row.display_title}"))
    return list(found.values())[:MOST_OFFERED]


def people_named(actor: Actor, typed: str, scope_path: str = "") -> list[Person]:
    """The colleagues that a text names, each by name or e-ID, in its order.

    Raises:
        PeopleNotKnown, PeopleAlike, TooManyPeople.
    """
    words = list(dict.fromkeys(word.strip() for word in BETWEEN.split(typed) if word.strip()))
    if len(words) > MOST_PEOPLE:
        raise errors.TooManyPeople(limit=MOST_PEOPLE)
    found: list[Person] = []
    missing: list[str] = []
    known = colleagues(actor, scope_path).order_by().values("person_id")
    for word in words:
        code = "".join(word.split()).upper()
        people = Person.objects.filter(pk__in=known)
        same = list(people.filter(e_id=code) if code.startswith("XT") else people.filter(name=word))[:6]
        if len(same) > 1:
            listed = _("、").join(f"{person.name}（{person.e_id_spaced}）" for person in same)
            raise errors.PeopleAlike(name=word, people=listed)
        found += same
        missing += [] if same else [word]
    if missing:
        raise errors.PeopleNotKnown(names=_("、").join(missing))
    return list(dict.fromkeys(found))
