"""What one of the staff teaches on a day, and the classes they led: a part of the staff card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xingtan.apps.registry.selectors import words
from xingtan.kernel.scopes import Actor
from xingtan.people.postings.models import Posting
from xingtan.people.roster import data
from xingtan.people.roster.models import ClassGroup, TeachingAssignment
from xingtan.people.roster.selectors import school_year_on


@dataclass(frozen=True, kw_only=True)
class Taught:
    """A class or teaching group with a subject. `class_id` is set when the actor may open the class."""

    name: str
    school: str
    subject: str
    since: date
    class_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Led:
    """A class led as homeroom teacher (班主任)."""

    name: str
    school: str
    since: date
    until: date | None
    class_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Teaching:
    taught: list[Taught]
    led: list[Led]


def teaching_of(person_id: int, actor: Actor, on: date) -> Teaching | None:
    """Classes taught on the day and classes led up to it, newest first; None when there is neither. Three queries."""
    taught, led = _taught(person_id, actor, on), _led(person_id, actor, on)
    return Teaching(taught=taught, led=led) if taught or led else None


def _open(actor: Actor, class_group: ClassGroup) -> int | None:
    return class_group.pk if actor.may(data.VIEW_CLASSES, class_group.path) else None


def _taught(person_id: int, actor: Actor, on: date) -> list[Taught]:
    year = school_year_on(on)
    rows = TeachingAssignment.objects.filter(person_id=person_id, starts_on__lte=on).exclude(ends_on__lt=on)
    rows = rows.select_related("class_group__cohort", "class_group__organisation", "teaching_group__organisation")
    found = []
    for row in rows.order_by("subject_code", "class_group__cohort__enrol_year", "class_group__number", "pk"):
        place = row.class_group or row.teaching_group
        found.append(
            Taught(
                name=row.class_group.name_in(year) if row.class_group else place.name,
                school=place.organisation.display_name,
                subject=words.word("subject", row.subject_code),
                since=row.starts_on,
                class_id=_open(actor, row.class_group) if row.class_group else None,
            )
        )
    return found


def _led(person_id: int, actor: Actor, on: date) -> list[Led]:
    postings = Posting.objects.filter(person_id=person_id, role="homeroom_teacher", starts_on__lte=on)
    spells = list(postings.order_by("-starts_on", "-pk"))
    paths = [spell.scope_path for spell in spells]
    classes = {
        group.path: group
        for group in ClassGroup.objects.filter(path__in=paths).select_related("cohort", "organisation")
    }
    return [
        Led(
            name=group.lasting_name,
            school=group.organisation.display_name,
            since=spell.starts_on,
            until=spell.ends_on,
            class_id=_open(actor, group),
        )
        for spell in spells
        if (group := classes.get(spell.scope_path)) is not None
    ]
