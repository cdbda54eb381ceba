"""The invented district while it is being made: its people, places and rows, before they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.apps import apps

from xingtan.project.demo.places import HOME, Place
from xingtan.project.demo.plans import Plan, SchoolPlan
from xingtan.project.demo.rows import Table

YEARS_BACK = 3


@dataclass(slots=True)
class Human:
    """One person. `serial` makes the numbers of documents and phones differ."""

    id: int
    name: str
    given: str
    sex: str
    born_on: date
    people: str
    registered_on: date
    surname: str = ""
    phone: str = ""
    address: str = ""
    resident_id: str = ""
    political: str = ""
    native_place: str = ""
    former_name: str = ""
    username: str = ""
    is_activated: bool = False
    e_id: str = ""
    photo: int = 0  # the link to the picture of the account


@dataclass(slots=True)
class Family:
    """Children of one household share a surname, a people and an address; the parents come when they are needed."""

    id: int
    surname: str
    people: str
    address: str
    father_given: str
    children: list[Human] = field(default_factory=list)
    parents: dict[str, Human] = field(default_factory=dict)


@dataclass(slots=True)
class Stay:
    """One row of enrolment."""

    id: int
    pupil: Human
    class_group: ClassHere
    starts_on: date
    seat: int
    ends_on: date | None = None
    status: str = "in_school"
    entry_code: str = "01"
    start_basis: str = ""
    end_basis: str = ""


@dataclass(slots=True)
class ClassHere:
    id: int
    cohort: CohortHere
    number: int
    path: str
    starts_on: date
    ends_on: date | None
    target: int
    stays: list[Stay] = field(default_factory=list)
    homeroom: Human | None = None
    join_code: str = ""

    @property
    def school(self) -> SchoolHere:
        return self.cohort.school

    def present(self, on: date) -> list[Stay]:
        return [stay for stay in self.stays if stay.starts_on <= on and (stay.ends_on is None or stay.ends_on >= on)]


@dataclass(slots=True)
class CohortHere:
    id: int
    school: SchoolHere
    stage: str
    enrol_year: int
    years: int
    path: str
    classes: list[ClassHere] = field(default_factory=list)

    @property
    def first_grade_year(self) -> int:
        """The year in which these children entered grade 1 of primary school; it fixes their age."""
        return (
            self.enrol_year
            - {"kindergarten": -3, "primary": 0, "junior": 6 if self.years == 3 else 5, "senior": 9}[self.stage]
        )


@dataclass(slots=True)
class SchoolHere:
    id: int
    path: str
    plan: SchoolPlan
    cohorts: dict[tuple[str, int], CohortHere] = field(default_factory=dict)
    units: dict[str, tuple[int, str]] = field(default_factory=dict)  # departments and groups: id and path by name
    staff: list[Human] = field(default_factory=list)
    teachers: dict[str, list[Human]] = field(default_factory=dict)  # by subject
    heads: dict[str, Human] = field(default_factory=dict)  # by role

    def classes(self) -> Iterator[ClassHere]:
        for cohort in self.cohorts.values():
            yield from cohort.classes


@dataclass(slots=True)
class District:
    """What a generator module reads and adds to. `year` is the school year of the day of loading."""

    plan: Plan
    seed: int
    today: date
    now: datetime
    place: Place = HOME
    above: tuple[int, str] | None = None  # the city, when it is there already
    people_before: int = 0  # in the database already; ids go on from there
    tables: dict[str, Table] = field(default_factory=dict)
    humans: list[Human] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)
    schools: dict[str, SchoolHere] = field(default_factory=dict)
    bureau: tuple[int, str] = (0, "")
    bureau_units: dict[str, tuple[int, str]] = field(default_factory=dict)
    groupings: dict[str, int] = field(default_factory=dict)
    cast: dict[str, Human] = field(default_factory=dict)  # who plays a demonstration account
    facts: dict[str, Any] = field(default_factory=dict)  # what one part leaves for a later one

    @property
    def year(self) -> int:
        return self.today.year if self.today.month >= 9 else self.today.year - 1

    def rng(self, noun: str) -> Random:
        """A source of chance of its own for each part, so that one part may change without shifting the others."""
        return Random(f"{self.seed}:{noun}" if self.place.is_first else f"{self.seed}:{self.place.ordinal}:{noun}")

    def human(self, person_id: int) -> Human:
        """Who has this id."""
        return self.humans[person_id - 1 - self.people_before]

    def table(self, label: str) -> Table:
        if label not in self.tables:
            self.tables[label] = Table(apps.get_model(label), self.now)
        return self.tables[label]

    def year_starts(self, year: int) -> date:
        return date(year, 9, 1)

    def year_ends(self, year: int) -> date:
        """The last day of the school year that starts in `year`."""
        return date(year + 1, 8, 31)

    def closed_on(self, plan: SchoolPlan) -> date | None:
        """The first day without a school that was closed."""
        return self.year_starts(self.year - plan.closed_after + 1) if plan.closed_after else None

    def days_ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def post(self, person: Human, organisation: tuple[int, str], role: str, starts_on: date, **columns: Any) -> int:
        """Give somebody a role; its grant is written when postings are. `scope_path` defaults to the organisation's."""
        columns.setdefault("scope_path", organisation[1])
        return self.table("postings.Posting").add(
            person_id=person.id, organisation_id=organisation[0], role=role, starts_on=starts_on, **columns
        )
