"""Who somebody is today: name, posting, unit. What the shell says about them and the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _g

from xingtan.kernel.codes import api as codes
from xingtan.kernel.i18n.dates import day_text, is_chinese, week_text, weekday_text
from xingtan.kernel.prepared import prepared
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor
from xingtan.people.access.data import ROLES
from xingtan.people.organisations.selectors import applications_off
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting
from xingtan.people.roster import selectors as roster
from xingtan.people.roster.selectors import Week


@dataclass(frozen=True, kw_only=True)
class Identity:
    """As whom somebody acts: the posting chosen, or all those at the main unit together."""

    name: str = ""
    title: str = ""
    organisation: str = ""
    organisation_id: int | None = None
    organisation_path: str = ""
    scope_path: str = ""
    posting_count: int = 0


def identity_of(actor: Actor) -> Identity:
    """Name, titles and unit. One query; a second one for people without any posting."""
    if actor.person_id is None:
        return Identity()
    rows = [_Row(*row) for row in _postings(person_id=actor.person_id, on=actor.on)]
    if not rows:
        person = Person.objects.only("name").filter(pk=actor.person_id).first()
        return Identity(name=person.name if person else "", title=_role_words(actor))
    chosen = [row for row in rows if row.pk == actor.posting_id] or rows
    first = chosen[0]
    titles = [_title(row) for row in chosen if row.organisation_id == first.organisation_id]
    return Identity(
        name=first.person,
        title=_g("、").join(dict.fromkeys(titles)),
        organisation=first.organisation,
        organisation_id=first.organisation_id,
        organisation_path=first.organisation_path,
        scope_path=first.scope_path,
        posting_count=len(rows),
    )


class _Row(NamedTuple):
    pk: int
    role: str
    title: str
    subject_code: str
    scope_path: str
    organisation_id: int
    organisation: str
    organisation_path: str
    person: str


@prepared
def _postings(*, person_id: int, on: date) -> Any:
    """The postings of the role switch, in its order."""
    rows = Posting.objects.in_force(on).filter(person_id=person_id).order_by("-is_main", "starts_on", "pk")
    place = ("organisation_id", "organisation__name", "organisation__path")
    return rows.values_list("pk", "role", "title", "subject_code", "scope_path", *place, "person__name")


def _title(row: _Row) -> str:
    """校长, 语文教师: the title on the door, else subject and role."""
    if row.title:
        return row.title
    if row.role == "teacher" and row.subject_code:
        return _g("%(subject)s教师") % {"subject": codes.label("subject", row.subject_code)}
    return str(ROLES[row.role].label) if row.role in ROLES else row.role


def _role_words(actor: Actor) -> str:
    return _g("、").join(str(ROLES[role].label) for role in sorted(actor.roles) if role in ROLES)


def week_on(on: date) -> Week | None:
    return roster.week_on(on)


def day_words(on: date, week: Week | None) -> str:
    """2026年11月22日 星期日 · 第12周; Sunday, 22 Nov 2026 · Week 12."""
    if is_chinese():
        words = f"{day_text(on)} {weekday_text(on)}"
    else:
        words = day_text(on, weekday=True)
    return f"{words} · {week_text(week.number)}" if week else words


def switched_off(identity: Identity) -> frozenset[str]:
    """Applications that the person's unit, or one above it, has switched off. No query when nothing can be."""
    if not any(entry.app for entry in REGISTRY.all("nav")) and not REGISTRY.all("applications"):
        return frozenset()
    ids = tuple(int(part) for part in identity.organisation_path.strip("/").split("/") if part.isdigit())
    return applications_off(ids) if ids else frozenset()
