"""Workbench cards. Each says what is so, and opens to its rows; None keeps a card away."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, Subquery

from xingtan.apps.registry.selectors import charts, classes, organisations
from xingtan.kernel.clock import in_force
from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import Actor, one_of
from xingtan.people.organisations.data import Kind
from xingtan.people.organisations.models import Organisation
from xingtan.people.postings.models import Posting
from xingtan.people.roster import data as roster
from xingtan.people.roster import naming
from xingtan.people.roster.models import ClassGroup, Enrolment, Guardianship
from xingtan.people.roster.querysets import taught_class_ids
from xingtan.people.roster.selectors import school_year_on, stay_on, wards


def _units(actor: Actor, permission: str, kind: str) -> list[Any]:
    """Units of a kind that are the very top of one of the actor's grants."""
    return _tops.instances(paths=actor.paths(permission), kind=kind)


@prepared
def _tops(*, paths: tuple[str, ...], kind: str) -> Any:
    return Organisation.objects.filter(path__in=paths, kind=kind).order_by("path")


def pupils_of_three_years(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """For the bureau: pupils on the roll by stage on this day of three years."""
    units = _units(actor, roster.VIEW_PUPILS, Kind.BUREAU)
    rows = organisations.three_years(units[0].path, actor.on) if units else []
    return {"chart": charts.three_years(rows, actor.on, may_open=True)} if rows else None


def school_sizes(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """For the bureau: schools by number of pupils."""
    units = _units(actor, roster.VIEW_PUPILS, Kind.BUREAU)
    if not units:
        return None
    sizes = dict(_sizes(path=units[0].path, on=actor.on))
    schools = Organisation.objects.filter(pk__in=sizes)
    rows = [(school.pk, school.display_name, sizes[school.pk]) for school in schools]
    rows.sort(key=lambda row: (-row[2], row[1]))
    return {"chart": charts.school_sizes(rows, actor.on)} if rows else None


@prepared
def _sizes(*, path: str, on: date) -> Any:
    here = Enrolment.objects.in_force(on).filter(scope_path__below=path).order_by()
    return here.values_list("organisation").annotate(count=Count("pk"))


def pupils_by_grade(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """For a school: pupils by grade this year and the two before."""
    units = _units(actor, roster.VIEW_PUPILS, Kind.SCHOOL)
    if not units:
        return None
    school = units[0]
    by_year = organisations.grades_of_three_years(school.path, actor.on)
    return {"chart": charts.grades_of_three_years(by_year, actor.on), "school": school} if by_year else None


class ClassLine(NamedTuple):
    """A class as a card shows it, from one row. The last four are told to its homeroom teacher only."""

    pk: int
    name: str
    short_name: str
    number: int
    stage: str
    enrol_year: int
    years: int
    homeroom: str | None
    year: int
    pupils: int
    girls: int = 0
    boarders: int = 0
    bound: int = 0

    @property
    def boys(self) -> int:
        return self.pupils - self.girls

    @property
    def school(self) -> str:
        return self.short_name or self.name

    @property
    def name_today(self) -> str:
        today = naming.class_name(self.stage, self.year - self.enrol_year + 1, self.years, self.number)
        return today or naming.lasting_name(self.enrol_year, self.number)


def _lines(class_groups: Any, on: date, **figures: Any) -> Any:
    """Name, homeroom teacher and number of pupils of each class, and more figures of its pupils."""
    led = Posting.objects.in_force(on).filter(role="homeroom_teacher", scope_path=OuterRef("path"))
    rows = class_groups.annotate(
        homeroom=Subquery(led.order_by("-starts_on", "-pk").values("person__name")[:1]),
        pupils=Count("enrolments", filter=_here(on)),
        **figures,
    )
    facts = ("pk", "organisation__name", "organisation__short_name", "number")
    cohort = ("cohort__stage", "cohort__enrol_year", "cohort__years")
    return rows.order_by("path").values_list(*facts, *cohort, "homeroom", "pupils", *figures)


def _here(on: date) -> Q:
    return in_force(on, "enrolments__") & Q(enrolments__status__in=roster.OPEN_STATUSES)


@prepared
def _led(*, paths: tuple[str, ...], on: date) -> Any:
    here = _here(on)
    bound = Guardianship.objects.confirmed(on).filter(pupil_id=OuterRef("enrolments__person_id"))
    return _lines(
        ClassGroup.objects.filter(path__in=paths).open_on(on),
        on,
        girls=Count("enrolments", filter=here & Q(enrolments__person__sex="2")),
        boarders=Count("enrolments", filter=here & Q(enrolments__attendance_code="2")),
        bound=Count(Subquery(bound.values("pk")[:1]), filter=here),  # pupil by pupil, by index; EXISTS would hash all
    )


@prepared
def _taught(*, person_id: int, on: date) -> Any:
    return _lines(ClassGroup.objects.filter(one_of("pk", taught_class_ids(person_id, on))), on)


def homeroom_classes(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """For homeroom teachers of several classes: each in figures. One class alone is told by the page's own figures."""
    paths = actor.paths(roster.CONFIRM_GUARDIANS)
    rows = _with_year(_led(paths=paths, on=actor.on), actor) if len(paths) > 1 else []
    return {"classes": rows} if len(rows) > 1 else None


def _with_year(rows: list[Any], actor: Actor) -> list[ClassLine]:
    year = school_year_on(actor.on)
    return [ClassLine(*row[:8], year, *row[8:]) for row in rows]


def taught_classes(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """For teachers: the classes they teach."""
    if actor.person_id is None:
        return None
    rows = _with_year(_taught(person_id=actor.person_id, on=actor.on), actor)
    return {"classes": rows} if rows else None


def own_class(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """For pupils and guardians: the class, its homeroom teacher, how many are in it."""
    if actor.person_id is None:
        return None
    people = [(None, stay_on(actor.person_id, on=actor.on))] if "student" in actor.roles else []
    if "guardian" in actor.roles:
        people += [(row.pupil, stay_on(row.pupil_id, on=actor.on)) for row in wards(actor.person_id, on=actor.on)]
    rows = []
    year = school_year_on(actor.on)
    for child, stay in people:
        if stay is None or stay.class_group is None:
            continue
        card = classes.ClassCard(actor=actor, class_group=stay.class_group, on=actor.on)
        rows.append({"child": child, "stay": stay, "name": stay.class_group.name_in(year), "card": card})
    return {"rows": rows} if rows else None
