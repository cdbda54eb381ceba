"""Pupils as of a day, by grade, sex, age and so on, beside the same day a year before. Parts add up to the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, F, Func, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.selectors import words
from xingtan.apps.registry.selectors.organisations import years_before
from xingtan.kernel.scopes import Actor, under
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.data import Sex
from xingtan.people.roster import data as roster
from xingtan.people.roster import naming
from xingtan.people.roster.models import Enrolment
from xingtan.people.roster.selectors import school_year_on

SMALLEST_SHOWN = 5  # fewer pupils than this are not shown to who may not read the pupils themselves
MAJORITY = ("01", "")
FIVE_FOUR_YEARS = 4  # of junior school where primary school has five: its grades are called six to nine
MEASURES: dict[str, tuple[Any, Q | None]] = {
    "total": (_("合计"), None),
    "boys": (_("男生"), Q(person__sex="1")),
    "girls": (_("女生"), Q(person__sex="2")),
    "minority": (_("少数民族"), ~Q(person__ethnic_code__in=MAJORITY)),
    "boarders": (_("住校"), Q(attendance_code="2")),
    "left_behind": (_("留守儿童"), Q(is_left_behind=True)),
    "migrant": (_("随迁子女"), Q(is_migrant=True)),
}
# What narrows the list of rows to one measure.
MEASURE_LINKS: dict[str, tuple[tuple[str, str], ...]] = {
    "total": (),
    "boys": (("sex", "1"),),
    "girls": (("sex", "2"),),
    "minority": (("minority", "1"),),
    "boarders": (("attendance", "2"),),
    "left_behind": (("left_behind", "1"),),
    "migrant": (("migrant", "1"),),
}
Params = tuple[tuple[str, str], ...]
Counts = dict[str, int | None]


@dataclass(frozen=True, kw_only=True)
class StatRow:
    """One line. `before` is last year's total; a count of None is hidden. `params` narrow the list to its rows."""

    key: tuple[Any, ...]
    label: str
    counts: Counts
    before: int | None
    params: Params | None
    params_before: Params | None

    @property
    def change(self) -> int | None:
        """Pupils more than a year before."""
        total = self.counts["total"]
        return None if total is None or self.before is None else total - self.before


@dataclass(frozen=True, kw_only=True)
class Report:
    """Lines and their sum, as of `on` and of the same day a year before."""

    by: str
    on: date
    day_before: date
    rows: list[StatRow]
    whole: StatRow
    is_suppressed: bool = False


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """What the lines are. `key` makes columns of the grouping into a line; None is a line that has no name."""

    label: Any
    columns: Callable[[date], Mapping[str, Any]]
    read: Callable[[tuple[Any, ...], date], tuple[tuple[Any, ...], str, Params | None]]


def _columns(**fields: Any) -> Callable[[date], Mapping[str, Any]]:
    return lambda on: fields


def _grade(values: tuple[Any, ...], on: date) -> tuple[tuple[Any, ...], str, Params | None]:
    stage, enrol_year, years = values
    grade = school_year_on(on) - enrol_year + 1
    name = naming.grade_name(stage, grade, years)
    if not name:
        stage_name = str(roster.Stage(stage).label)
        name = _g("%(stage)s（%(year)s级，不在学制年限内）") % {"stage": stage_name, "year": enrol_year}
    years_told = years if stage == "junior" else 0  # of primary school, a grade is called the same in five years or six
    if years_told == FIVE_FOUR_YEARS:
        name = _g("%(grade)s（五四学制）") % {"grade": name}
    key = (list(roster.Stage.values).index(stage), years_told, grade)
    cohort = ("cohort", f"{stage}-{enrol_year}")
    return key, name, (cohort, ("years", str(years))) if years_told else (cohort,)


def _school(values: tuple[Any, ...], on: date) -> tuple[tuple[Any, ...], str, Params | None]:
    path, name = values
    return (path,), name, (("place", path),)


def _sex(values: tuple[Any, ...], on: date) -> tuple[tuple[Any, ...], str, Params | None]:
    return values, str(Sex(values[0]).label), (("sex", values[0]),)


def _age(values: tuple[Any, ...], on: date) -> tuple[tuple[Any, ...], str, Params | None]:
    (age,) = values
    if age < 0:
        return (999,), _g("出生日期不详"), (("birthday", "missing"),)
    params = (("age", str(age)),)
    return (age,), _g("%(age)d岁") % {"age": age}, params


def _attendance(values: tuple[Any, ...], on: date) -> tuple[tuple[Any, ...], str, Params | None]:
    return values, words.word("attendance", values[0]), (("attendance", values[0]),)


def age_on(day: date) -> Coalesce:
    """Full years on a day, -1 where no birthday is known."""
    span = Func(Value(day), F("person__born_on"), function="AGE")
    years = Func(span, template="date_part('year', %(expressions)s)::int", output_field=IntegerField())
    return Coalesce(years, Value(-1))


DIMENSIONS: dict[str, Dimension] = {
    "grade": Dimension(
        label=_("年级"),
        columns=_columns(d0=F("cohort__stage"), d1=F("cohort__enrol_year"), d2=F("cohort__years")),
        read=_grade,
    ),
    "school": Dimension(
        label=_("学校"), columns=_columns(d0=F("organisation__path"), d1=F("organisation__name")), read=_school
    ),
    "sex": Dimension(label=_("性别"), columns=_columns(d0=F("person__sex")), read=_sex),
    "age": Dimension(label=_("年龄"), columns=lambda on: {"d0": age_on(on)}, read=_age),
    "attendance": Dimension(label=_("就读方式"), columns=_columns(d0=F("attendance_code")), read=_attendance),
}


def pupils_on(actor: Actor, permission: str, on: date, place: str = "") -> QuerySet[Any]:
    """Stays that count on the day `on`, leave of absence included, within reach and below `place`."""
    rows = Enrolment.objects.permitted(actor, permission).in_school(on)
    return rows.filter(scope_path__below=place) if place else rows


def _counted(rows: QuerySet[Any], by: str, on: date) -> dict[tuple[Any, ...], StatRow]:
    """Lines by key, in one query; lines that mean the same are one."""
    dimension = DIMENSIONS[by]
    columns = dimension.columns(on)
    measures = {
        name: Count("pk", filter=condition) if condition is not None else Count("pk")
        for name, (_label, condition) in MEASURES.items()
    }
    found: dict[tuple[Any, ...], StatRow] = {}
    for group in rows.order_by().annotate(**columns).values(*columns).annotate(**measures):
        key, label, params = dimension.read(tuple(group[name] for name in columns), on)
        counts: Counts = {name: group[name] for name in MEASURES}
        if key in found:
            counts = {name: (found[key].counts[name] or 0) + group[name] for name in MEASURES}
        found[key] = StatRow(key=key, label=label, counts=counts, before=0, params=params, params_before=None)
    return found


def report(actor: Actor, *, by: str, on: date, place: str = "") -> Report:
    """The figures of a day for one actor: in full for who may read the pupils, small ones hidden from others.

    Args:
        by: a key of `DIMENSIONS`.
        place: path to count below; "" for the whole reach.
    """
    may_read = actor.may_anywhere(roster.VIEW_PUPILS)
    permission = roster.VIEW_PUPILS if may_read else roster.VIEW_CLASSES
    day_before = years_before(on, 1)
    now = _counted(pupils_on(actor, permission, on, place), by, on)
    then = _counted(pupils_on(actor, permission, day_before, place), by, day_before)
    rows = [_beside(now.get(key), then.get(key)) for key in sorted(now.keys() | then.keys())]
    whole = _sum_of(rows)
    full = Report(by=by, on=on, day_before=day_before, rows=rows, whole=whole)
    return full if may_read else suppressed(full)


def _beside(now: StatRow | None, then: StatRow | None) -> StatRow:
    before = then.counts["total"] if then is not None else 0
    params_before = then.params if then is not None else None
    if now is None:
        assert then is not None
        return replace(then, counts=dict.fromkeys(MEASURES, 0), before=before, params_before=params_before)
    return replace(now, before=before, params_before=params_before)


def _sum_of(rows: Iterable[StatRow]) -> StatRow:
    lines = list(rows)
    counts: Counts = {name: sum(row.counts[name] or 0 for row in lines) for name in MEASURES}
    before = sum(row.before or 0 for row in lines)
    return StatRow(key=(), label=_g("合计"), counts=counts, before=before, params=(), params_before=())


def suppressed(full: Report) -> Report:
    """The same report with counts of 1 to 4 hidden, and so many others that none can be worked out from a sum.

    No row opens: whoever needs this may not read the pupils.
    """
    names = (*MEASURES, "before")
    table = [{**row.counts, "before": row.before} for row in (*full.rows, full.whole)]
    hidden = {(line, name) for line, row in enumerate(table) for name in names if 0 < (row[name] or 0) < SMALLEST_SHOWN}
    while more := _give_away(table, hidden, names):
        hidden |= more
    shown = []
    for line, row in enumerate((*full.rows, full.whole)):
        counts: Counts = {name: None if (line, name) in hidden else row.counts[name] for name in MEASURES}
        before = None if (line, "before") in hidden else row.before
        shown.append(replace(row, counts=counts, before=before, params=None, params_before=None))
    return replace(full, rows=shown[:-1], whole=shown[-1], is_suppressed=True)


def _give_away(
    table: list[dict[str, int | None]], hidden: set[tuple[int, str]], names: tuple[str, ...]
) -> set[tuple[int, str]]:
    """Cells that must be hidden too, because a sum with one unknown would tell it: a column, or boys and girls."""
    more: set[tuple[int, str]] = set()
    for line in range(len(table)):
        known = [name for name in ("total", "boys", "girls") if (line, name) not in hidden]
        if len(known) == 2 and table[line]["total"]:
            more.add((line, next((name for name in ("girls", "boys") if name in known), "total")))
    for name in names:
        unknown = [line for line in range(len(table)) if (line, name) in hidden]
        if len(unknown) == 1:
            others = [line for line in range(len(table) - 1) if line != unknown[0]] or [len(table) - 1]
            smallest = min(others, key=lambda line: (not table[line][name], table[line][name] or 0))
            more.add((smallest, name))
    return more - hidden


def places_of(actor: Actor) -> list[tuple[str, str]]:
    """Schools to count, by path; empty when there is only one."""
    permission = roster.VIEW_PUPILS if actor.may_anywhere(roster.VIEW_PUPILS) else roster.VIEW_CLASSES
    schools = Organisation.objects.schools().filter(under(actor.paths(permission), "path")).order_by("sort", "path")
    found = [(school.path, school.display_name) for school in schools.open_on(actor.on)]
    return found if len(found) > 1 else []
