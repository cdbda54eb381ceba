"""What happens to pupils between entering and leaving: other classes, other schools, leave of absence."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from xingtan.project.demo.calendar import spring_starts
from xingtan.project.demo.district import ClassHere, District, Stay
from xingtan.project.demo.pupils import stay

LIMITS = {"kindergarten": (21, 34)}
ORDINARY_LIMITS = (26, 54)
TRANSFERS = 0.008  # of all pupils, each year
CLASS_CHANGES = 0.006
FROM_OUTSIDE = 0.014
TO_OUTSIDE = 0.004
SUSPENDED = 0.002


def build(district: District) -> None:
    """Let a small share of pupils move in each of the last three years."""
    rng = district.rng("moves")
    _arrive_later(district, rng)
    for year in range(district.year - 2, district.year + 1):
        days = [district.year_starts(year), spring_starts(year)]
        for on in [day for day in days if day <= district.today]:
            _move(district, rng, on, TRANSFERS / 2, is_same_school=False)
            _move(district, rng, on, CLASS_CHANGES / 2, is_same_school=True)
            _leave(district, rng, on)
    _suspend(district, rng)


def _stays(district: District) -> list[Stay]:
    stays: list[Stay] = district.facts["stays"]
    return stays


def _limits(class_group: ClassHere) -> tuple[int, int]:
    return LIMITS.get(class_group.cohort.stage, ORDINARY_LIMITS)


def _is_movable(row: Stay, on: date) -> bool:
    """In an ordinary class before that day and after it."""
    return (
        row.starts_on < on - timedelta(days=60)
        and (row.ends_on is None or row.ends_on > on + timedelta(days=60))
        and not row.class_group.school.plan.is_small
        and row.status in ("in_school", "graduated")
        and len(row.class_group.present(on)) > _limits(row.class_group)[0]
    )


def _targets(district: District, row: Stay, on: date, is_same_school: bool) -> list[ClassHere]:
    cohort = row.class_group.cohort
    found = []
    for school in district.schools.values():
        if (school is cohort.school) != is_same_school or school.plan.is_small:
            continue
        other = school.cohorts.get((cohort.stage, cohort.enrol_year))
        if other is None or other.years != cohort.years:
            continue
        for class_group in other.classes:
            if class_group is not row.class_group and len(class_group.present(on)) < _limits(class_group)[1] - 6:
                found.append(class_group)
    return found


def _move(district: District, rng: Random, on: date, share: float, *, is_same_school: bool) -> None:
    candidates = [row for row in _stays(district) if _is_movable(row, on)]
    for row in rng.sample(candidates, max(1, round(len(candidates) * share))):
        targets = _targets(district, row, on, is_same_school)
        if not targets or not _is_movable(row, on):
            continue
        target = rng.choice(targets)
        basis = "校内调班" if is_same_school else "家庭住址变动，区内转学"
        seat = max((other.seat for other in target.stays), default=0) + 1
        after = stay(district, row.pupil, target, on, seat, basis, row.entry_code if is_same_school else "09")
        after.ends_on, after.status, after.end_basis = row.ends_on, row.status, row.end_basis
        row.ends_on, row.end_basis = on - timedelta(days=1), basis
        row.status = "in_school" if is_same_school else "transferred"


def _leave(district: District, rng: Random, on: date) -> None:
    candidates = [row for row in _stays(district) if row.ends_on is None and _is_movable(row, on)]
    for row in rng.sample(candidates, max(1, round(len(candidates) * TO_OUTSIDE / 2))):
        if _is_movable(row, on):
            row.ends_on, row.status = on - timedelta(days=1), "transferred"
            row.end_basis = "随父母工作变动，转往区外学校"


def _arrive_later(district: District, rng: Random) -> None:
    """Some who are here since their class began came later, from another district."""
    counts: dict[int, int] = {}
    for row in _stays(district):
        counts[row.pupil.id] = counts.get(row.pupil.id, 0) + 1
    single = [
        row
        for row in _stays(district)
        if counts[row.pupil.id] == 1
        and row.ends_on is None
        and row.class_group.cohort.enrol_year < district.year
        and not row.class_group.school.plan.is_small
    ]
    for row in rng.sample(single, round(len(single) * FROM_OUTSIDE * 2)):
        year = rng.randint(row.class_group.cohort.enrol_year + 1, district.year)
        row.starts_on = row.pupil.registered_on = district.year_starts(year)
        row.entry_code, row.start_basis = "09", "区外转入"


def _suspend(district: District, rng: Random) -> None:
    candidates = [
        row for row in _stays(district) if row.ends_on is None and row.class_group.cohort.stage in ("junior", "senior")
    ]
    for row in rng.sample(candidates, max(1, round(len(candidates) * SUSPENDED))):
        row.status = "suspended"
