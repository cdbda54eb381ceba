"""Cohorts, classes and the children in them: three years of entering, going on and leaving."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from random import Random

from xingtan.project.demo.district import YEARS_BACK, ClassHere, CohortHere, District, Human, SchoolHere, Stay
from xingtan.project.demo.people import add_child
from xingtan.project.demo.plans import SectionPlan

STAGES = ("kindergarten", "primary", "junior", "senior")
NEXT_STAGE = dict(pairwise(STAGES))
FALLING_YEARS = {"kindergarten": 3, "senior": 3}
BOYS_PER_HUNDRED = 52.0  # 108 boys to 100 girls
JOIN_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
BASIS_ENTRY = {
    "kindergarten": "幼儿园入园",
    "primary": "小学一年级新生入学",
    "junior": "小学升初中",
    "senior": "高中阶段学校招生录取",
}
HANDED_OVER = {
    False: ("教学点三年级结业，转入中心校", "教学点升入四年级"),
    True: ("教学点撤并，转入中心校", "教学点撤并，并入本校"),
}
CLASS_KIND = {"kindergarten": "", "primary": "10", "junior": "20", "senior": "40"}


class Boys:
    """Deals out sexes so that any long run of children has the ratio, and any class looks like chance."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.owed = 0.0

    def deal(self, count: int) -> list[str]:
        self.owed += count * BOYS_PER_HUNDRED / 100
        boys = min(count, max(0, round(self.owed)))
        self.owed -= boys
        sexes = ["1"] * boys + ["2"] * (count - boys)
        self.rng.shuffle(sexes)
        return sexes


def years_of(school: SchoolHere, stage: str) -> int:
    if stage == "primary":
        return school.plan.primary_years
    if stage == "junior":
        return 9 - school.plan.primary_years
    return FALLING_YEARS[stage]


def build(district: District) -> None:
    """Fill every cohort that was open on any day of the last three years, stage after stage."""
    rng = district.rng("pupils")
    boys = Boys(rng)
    graduates: dict[tuple[str, int], list[tuple[SchoolHere, Human]]] = {}
    for stage in STAGES:
        for school in district.schools.values():
            section = school.plan.sections.get(stage)
            if section is None:
                continue
            years = years_of(school, stage)
            for enrol_year in range(district.year - YEARS_BACK - years + 1, district.year + 1):
                classes = section.classes_back(district.year - enrol_year)
                if not classes or district.year - enrol_year < school.plan.closed_after:
                    continue
                cohort = _cohort(district, rng, school, stage, enrol_year, section)
                wanted = sum(class_group.target for class_group in cohort.classes)
                children = _from_below(rng, graduates, school, cohort, wanted)
                children += _newcomers(district, rng, boys, cohort, wanted - len(children))
                _seat(district, rng, cohort, children)
        _hand_over(district, stage)
        _graduate(district, stage, graduates)


def _cohort(
    district: District, rng: Random, school: SchoolHere, stage: str, enrol_year: int, section: SectionPlan
) -> CohortHere:
    years = years_of(school, stage)
    table = district.table("roster.Cohort")
    path = f"{school.path}k{table.last_id + 1}/"
    key = table.add(organisation_id=school.id, stage=stage, enrol_year=enrol_year, years=years, path=path)
    cohort = CohortHere(id=key, school=school, stage=stage, enrol_year=enrol_year, years=years, path=path)
    school.cohorts[stage, enrol_year] = cohort
    last_year = enrol_year + (section.leaves_after or years) - 1
    if school.plan.closed_after:
        last_year = min(last_year, _last_year(district, school))
    ends_on = district.year_ends(last_year) if last_year < district.year else None
    for number in range(1, section.classes_back(district.year - enrol_year) + 1):
        _class_group(district, rng, cohort, number, ends_on, rng.randint(*section.sizes))
    return cohort


def _last_year(district: District, school: SchoolHere) -> int:
    """The last school year there is of a school, so far."""
    return district.year - school.plan.closed_after


def _class_group(
    district: District, rng: Random, cohort: CohortHere, number: int, ends_on: date | None, target: int
) -> None:
    table = district.table("roster.ClassGroup")
    path = f"{cohort.path}c{table.last_id + 1}/"
    starts_on = district.year_starts(cohort.enrol_year)
    codes: set[str] = district.facts.setdefault("join_codes", set())
    code = "".join(rng.choices(JOIN_ALPHABET, k=6))
    while code in codes:
        code = "".join(rng.choices(JOIN_ALPHABET, k=6))
    codes.add(code)
    campus = cohort.school.units.get(cohort.school.plan.campus)
    on_campus = campus and number == 2 and cohort.enrol_year >= district.year - 2
    kind = "13" if cohort.school.plan.is_teaching_point else CLASS_KIND[cohort.stage]
    key = table.add(
        cohort_id=cohort.id,
        organisation_id=cohort.school.id,
        campus_id=campus[0] if campus and on_campus else None,
        number=number,
        kind_code=kind,
        room=f"{'东' if on_campus else ''}{1 + cohort.enrol_year % 4}{number:02d}",
        path=path,
        join_code=None if ends_on else code,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    cohort.classes.append(ClassHere(key, cohort, number, path, starts_on, ends_on, target, join_code=code))


def _from_below(
    rng: Random,
    graduates: dict[tuple[str, int], list[tuple[SchoolHere, Human]]],
    school: SchoolHere,
    cohort: CohortHere,
    wanted: int,
) -> list[Human]:
    """Who left the stage below that summer: one's own first, then others of the same length of schooling."""
    pool = graduates.get((cohort.stage, cohort.enrol_year), [])
    own = [entry for entry in pool if entry[0] is school]
    others = [entry for entry in pool if entry[0] is not school]
    if cohort.stage == "junior":
        others = [entry for entry in others if entry[0].plan.primary_years == school.plan.primary_years]
        if school.plan.primary_years == 5:
            others = []
    rng.shuffle(others)
    share = len(others) if cohort.stage in ("junior", "senior") else max(0, int(wanted * 0.6))
    taken = (own + others[:share])[:wanted]
    chosen = {child.id for _from, child in taken}
    graduates[cohort.stage, cohort.enrol_year] = [entry for entry in pool if entry[1].id not in chosen]
    return [child for _from, child in taken]


def _newcomers(district: District, rng: Random, boys: Boys, cohort: CohortHere, count: int) -> list[Human]:
    """Children from outside the district, or entering their first stage."""
    # Those who left school before today are not given brothers, who would bring parents along.
    is_common = cohort.enrol_year + cohort.years > district.year
    return [
        add_child(
            district,
            rng,
            sex=sex,
            first_grade_year=cohort.first_grade_year,
            registered_on=district.year_starts(cohort.enrol_year),
            is_common=is_common,
        )
        for sex in boys.deal(max(count, 0))
    ]


def _seat(district: District, rng: Random, cohort: CohortHere, children: list[Human]) -> None:
    rng.shuffle(children)
    start = 0
    for class_group in cohort.classes:
        for seat, child in enumerate(children[start : start + class_group.target], 1):
            stay(district, child, class_group, class_group.starts_on, seat, basis=BASIS_ENTRY[cohort.stage])
        start += class_group.target


def stay(
    district: District, pupil: Human, class_group: ClassHere, starts_on: date, seat: int, basis: str, entry: str = "01"
) -> Stay:
    """Begin a stay in a class."""
    table = district.table("roster.Enrolment")
    row = Stay(table.next_id(), pupil, class_group, starts_on, seat, entry_code=entry, start_basis=basis)
    class_group.stays.append(row)
    district.facts.setdefault("stays", []).append(row)
    return row


def _hand_over(district: District, stage: str) -> None:
    """A teaching point's children go on to grade 4 of the school it belongs to."""
    for school in district.schools.values():
        section = school.plan.sections.get(stage)
        if section is None or not section.leaves_after:
            continue
        centre = district.schools[school.plan.parent]
        for cohort in [cohort for key, cohort in school.cohorts.items() if key[0] == stage]:
            leaves_in = cohort.enrol_year + section.leaves_after
            is_closing = school.plan.closed_after and leaves_in > _last_year(district, school) + 1
            if is_closing:
                leaves_in = _last_year(district, school) + 1
            on = district.year_starts(leaves_in)
            target = centre.cohorts.get((stage, cohort.enrol_year))
            if on > district.today or target is None:
                continue
            receiving = target.classes[-1]
            for row in [row for class_group in cohort.classes for row in class_group.stays]:
                row.ends_on = district.year_ends(on.year - 1)
                row.status, row.end_basis = "transferred", HANDED_OVER[bool(is_closing)][0]
                seat = len(receiving.stays) + 1
                stay(district, row.pupil, receiving, on, seat, HANDED_OVER[bool(is_closing)][1], "09")


def _graduate(district: District, stage: str, graduates: dict[tuple[str, int], list[tuple[SchoolHere, Human]]]) -> None:
    """Close the cohorts whose years are over; their children may enter the next stage on the day after."""
    for school in district.schools.values():
        for cohort in [cohort for key, cohort in school.cohorts.items() if key[0] == stage]:
            leaves_in = cohort.enrol_year + cohort.years
            if leaves_in > district.year:
                continue
            for row in [row for class_group in cohort.classes for row in class_group.stays if row.ends_on is None]:
                row.ends_on, row.status = district.year_ends(leaves_in - 1), "graduated"
                row.end_basis = "毕业离园" if stage == "kindergarten" else "毕业"
                if stage in NEXT_STAGE:
                    graduates.setdefault((NEXT_STAGE[stage], leaves_in), []).append((school, row.pupil))
