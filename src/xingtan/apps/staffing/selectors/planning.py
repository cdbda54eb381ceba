"""结构性缺编: teachers that each subject needs by the plan of lessons, against those who are there, school by school.

口径: needed = weekly lessons of the plan over all classes open that day, divided by the lessons one full-time teacher
of the stage gives, rounded to one decimal at each school, so that totals are sums of what is shown. There = teachers
posted that day, each counted once, by main subject; who is out as guest counts where they are, who is on leave nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _g

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models import PlanLesson, StaffRecord, WeeklyPlan
from xingtan.apps.staffing.selectors import words
from xingtan.kernel.clock import in_force
from xingtan.kernel.i18n.dates import day_text
from xingtan.kernel.scopes import Actor, under
from xingtan.people.organisations.models import Organisation
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import ClassGroup
from xingtan.people.roster.selectors import school_year_on

LAST_PRIMARY_GRADE = 6
TENTH = Decimal("0.1")


@dataclass(frozen=True, kw_only=True)
class Person:
    """A teacher of one school and subject; `reason` says why somebody is not counted."""

    person_id: int
    name: str
    post: str
    reason: str = ""


@dataclass(kw_only=True)
class Cell:
    """One subject at one school. `lessons` by grade name: (classes, lessons a week of each)."""

    grades: list[tuple[str, int, int, Decimal]] = field(default_factory=list)  # stage, grade, classes, lessons each
    needed: Decimal = Decimal(0)
    people: list[Person] = field(default_factory=list)

    @property
    def there(self) -> int:
        return sum(not person.reason for person in self.people)

    @property
    def gap(self) -> Decimal:
        """There less needed: below zero is missing."""
        return self.there - self.needed

    @property
    def lessons(self) -> Decimal:
        return sum((classes * each for _stage, _grade, classes, each in self.grades), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class Line:
    """A subject or a school in the table. `url_id` is the school."""

    label: str
    code: str
    lessons: Decimal
    needed: Decimal
    there: int
    school: Organisation | None = None

    @property
    def gap(self) -> Decimal:
        return self.there - self.needed


@dataclass(frozen=True, kw_only=True)
class Shortage:
    plan: WeeklyPlan | None
    schools: list[Organisation]
    cells: dict[tuple[int, str], Cell]

    def by_subject(self, school_id: int | None = None) -> list[Line]:
        """A line for each subject of one school, or of all; what lacks most first."""
        chosen = {key: cell for key, cell in self.cells.items() if school_id in (None, key[0])}
        codes = dict.fromkeys(code for _school, code in chosen)
        lines = [
            _line(
                words.code_word("subject", code) or _g("没有登记学科"),
                code,
                (cell for key, cell in chosen.items() if key[1] == code),
            )
            for code in codes
        ]
        return sorted(lines, key=lambda line: (line.gap, line.code))

    def by_school(self) -> list[Line]:
        """A line for each school, what lacks most first."""
        lines = [
            _line(school.display_name, "", (cell for key, cell in self.cells.items() if key[0] == school.pk), school)
            for school in self.schools
        ]
        return sorted(lines, key=lambda line: line.gap)

    def of_subject(self, code: str) -> list[Line]:
        """A line for each school that has lessons or teachers of one subject, what lacks most first."""
        lines = [
            _line(school.display_name, code, (self.cells[school.pk, code],), school)
            for school in self.schools
            if (school.pk, code) in self.cells
        ]
        return sorted(lines, key=lambda line: line.gap)

    def total(self, school_id: int | None = None) -> Line:
        return _line("", "", (cell for key, cell in self.cells.items() if school_id in (None, key[0])))


def total_of(found: Shortage, code: str) -> Line:
    """The total of one subject over all schools."""
    return _line("", code, (cell for key, cell in found.cells.items() if key[1] == code))


def _line(label: str, code: str, cells: Iterable[Cell], school: Organisation | None = None) -> Line:
    found = list(cells)
    return Line(
        label=label,
        code=code,
        lessons=sum((cell.lessons for cell in found), Decimal(0)),
        needed=sum((cell.needed for cell in found), Decimal(0)),
        there=sum(cell.there for cell in found),
        school=school,
    )


def plan_on(on: date) -> WeeklyPlan | None:
    """The plan in force on a day, with its lessons and loads."""
    plans = WeeklyPlan.objects.filter(starts_on__lte=on).order_by("-starts_on")
    lessons = PlanLesson.objects.order_by("stage", "grade", "subject_code")
    return plans.prefetch_related(Prefetch("lessons", queryset=lessons), "loads").first()


def shortage(actor: Actor, on: date) -> Shortage:
    """Every school within reach. Eight queries, whatever the number of schools."""
    reach = under(actor.paths(data.VIEW), "path")
    schools = list(Organisation.objects.schools().open_on(on).filter(reach).order_by("sort", "path"))
    plan = plan_on(on)
    cells: dict[tuple[int, str], Cell] = {}
    if plan is not None:
        _add_lessons(cells, plan, [school.pk for school in schools], on)
    _add_people(cells, schools, actor, on)
    return Shortage(plan=plan, schools=schools, cells=cells)


def _add_lessons(cells: dict[tuple[int, str], Cell], plan: WeeklyPlan, school_ids: list[int], on: date) -> None:
    year = school_year_on(on)
    lessons: dict[tuple[str, int], list[PlanLesson]] = {}
    for row in plan.lessons.all():
        lessons.setdefault((row.stage, row.grade), []).append(row)
    loads = {load.stage: load.lessons for load in plan.loads.all()}
    counted: dict[tuple[int, str, int], int] = {}
    groups = ClassGroup.objects.filter(in_force(on), organisation_id__in=school_ids).order_by()
    facts = ("organisation_id", "cohort__stage", "cohort__enrol_year", "cohort__years")
    for school_id, stage, enrol_year, years in groups.values_list(*facts):
        key = (school_id, *_grade(stage, year - enrol_year + 1, years))
        counted[key] = counted.get(key, 0) + 1
    shares: dict[tuple[int, str], Decimal] = {}
    for (school_id, stage, grade), classes in sorted(counted.items()):
        for row in lessons.get((stage, grade), ()):
            cell = cells.setdefault((school_id, row.subject_code), Cell())
            cell.grades.append((stage, grade, classes, row.lessons))
            if loads.get(stage):
                share = classes * row.lessons / loads[stage]
                shares[school_id, row.subject_code] = shares.get((school_id, row.subject_code), Decimal(0)) + share
    for key, share in shares.items():
        cells[key].needed = share.quantize(TENTH)


def _grade(stage: str, grade: int, years: int) -> tuple[str, int]:
    """The stage and grade whose lessons a class has: the first of four junior years is grade six."""
    if stage == "junior" and years == 4:
        return ("primary", LAST_PRIMARY_GRADE) if grade == 1 else ("junior", grade - 1)
    return stage, grade


def _add_people(cells: dict[tuple[int, str], Cell], schools: list[Organisation], actor: Actor, on: date) -> None:
    paths = sorted(((school.path, school.pk) for school in schools), reverse=True)
    rows = Posting.objects.in_force(on).filter(role="teacher").select_related("person", "organisation")
    rows = rows.order_by("-is_main", "starts_on", "pk")
    here = list(rows.filter(under(actor.paths(data.VIEW), "organisation__path")))
    people = {row.person_id for row in here}
    out = {row.person_id: row for row in rows.filter(person_id__in=people, kind__in=data.GUEST_KINDS)}
    states = StaffRecord.objects.filter(person_id__in=people).values_list("person_id", "state", "state_until")
    away = {pk: until for pk, state, until in states if state == data.State.ON_LEAVE}
    subjects = {row.person_id: row.subject_code for row in reversed(here) if row.subject_code}
    seen: set[tuple[int, bool]] = set()
    for row in here:
        is_guest = row.kind in data.GUEST_KINDS
        if (row.person_id, is_guest) in seen:
            continue
        seen.add((row.person_id, is_guest))
        school_id = next((pk for path, pk in paths if row.organisation.path.startswith(path)), None)
        if school_id is None:
            continue
        subject = row.subject_code or subjects.get(row.person_id, "")
        reason = "" if is_guest else _away(out.get(row.person_id))
        if not reason and row.person_id in away:
            reason = _on_leave(away[row.person_id])
        person = Person(person_id=row.person_id, name=row.person.name, post=words.post_words(row), reason=reason)
        cells.setdefault((school_id, subject), Cell()).people.append(person)


def _away(posting: Any) -> str:
    if posting is None:
        return ""
    return _g("%(kind)s到%(unit)s") % {"kind": posting.get_kind_display(), "unit": posting.organisation.display_name}


def _on_leave(until: date | None) -> str:
    return _g("请假至%(day)s") % {"day": day_text(until)} if until else _g("请假")
