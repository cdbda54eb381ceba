"""Who teaches which class what, who is its homeroom teacher, who leads a grade."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

from xingtan.project.demo import teaching_load
from xingtan.project.demo.cast import schools_of_cast
from xingtan.project.demo.district import ClassHere, District, Human, SchoolHere

GRADE_LEADER_FROM = 2  # classes in a cohort
OWN_SUBJECTS = (teaching_load.CHINESE, teaching_load.MATHS, teaching_load.PLAY, "62", "11")  # homeroom teachers' own


def build(district: District) -> None:
    """Let teachers take classes in lanes: whoever leads one class to its end takes the one that enters then."""
    for school in district.schools.values():
        lanes = _lanes(district, school)
        _homerooms(district, school, lanes)
        _assignments(district, school, lanes)
        _grade_leaders(district, school)


def _lanes(district: District, school: SchoolHere) -> dict[tuple[str, int, int], list[ClassHere]]:
    """Classes that follow each other, oldest first, by stage, place in the cycle of years, and number."""
    lanes: dict[tuple[str, int, int], list[ClassHere]] = {}
    for class_group in school.classes():
        cohort = class_group.cohort
        cycle = school.plan.sections[cohort.stage].leaves_after or cohort.years
        key = (cohort.stage, cohort.enrol_year % cycle, class_group.number)
        lanes.setdefault(key, []).append(class_group)
    for classes in lanes.values():
        classes.sort(key=lambda class_group: class_group.starts_on)
    return lanes


def _span(district: District, class_group: ClassHere, person: Human) -> tuple[date, date | None] | None:
    """The days on which somebody can have had a class: from when both were there."""
    came: dict[int, date] = district.facts["came"]
    starts_on = max(class_group.starts_on, came[person.id])
    if class_group.ends_on is not None and starts_on > class_group.ends_on:
        return None
    return starts_on, class_group.ends_on


def _homerooms(district: District, school: SchoolHere, lanes: dict[tuple[str, int, int], list[ClassHere]]) -> None:
    busy = {head.id for head in school.heads.values()}
    order = [teacher for code in ("13", "14", "41", "X7") for teacher in school.teachers.get(code, [])]
    order += [teacher for teachers in school.teachers.values() for teacher in teachers if teacher not in order]
    free = [teacher for teacher in order if teacher.id not in busy] + [t for t in order if t.id in busy]
    waiting = None  # in the school of the cast one class waits for its homeroom teacher
    if school is schools_of_cast(district)[0]:
        waiting = next(key for key, classes in lanes.items() if classes[-1].cohort.enrol_year == district.year - 3)
    for ordinal, (key, classes) in enumerate(lanes.items()):
        teacher = free[ordinal % len(free)]
        for class_group in classes:
            span = _span(district, class_group, teacher)
            if span is None:
                continue
            starts_on, ends_on = span
            if class_group.ends_on is None and key == waiting:
                ends_on = district.days_ago(16)
                if ends_on <= starts_on:
                    continue
                district.facts["on_leave"] = teacher.id
            else:
                class_group.homeroom = teacher
            district.post(
                teacher, (school.id, school.path), "homeroom_teacher", starts_on, ends_on=ends_on,
                scope_path=class_group.path,
                end_reason=_why_left(district, teacher) if class_group.ends_on is None and ends_on else "",
            )  # fmt: skip


def _why_left(district: District, teacher: Human) -> str:
    is_young_woman = teacher.sex == "2" and district.today.year - teacher.born_on.year < 40
    return "产假，待安排" if is_young_woman else "病假，待安排"


def _assignments(district: District, school: SchoolHere, lanes: dict[tuple[str, int, int], list[ClassHere]]) -> None:
    for lane, classes in enumerate(lanes.values()):
        for class_group in classes:
            years = range(class_group.cohort.enrol_year, class_group.cohort.enrol_year + class_group.cohort.years)
            codes: dict[str, tuple[int, int]] = {}
            for year in years:
                for subject in teaching_load.subjects_of(class_group, year):
                    first, _last = codes.get(subject.code, (year, year))
                    codes[subject.code] = (first, year)
            for code, (first, last) in codes.items():
                _assign(district, school, class_group, lane, code, first, last)


def _assign(
    district: District, school: SchoolHere, class_group: ClassHere, lane: int, code: str, first: int, last: int
) -> None:
    """One subject of one class, from the year in which it begins to the one in which it ends."""
    starts_on = max(class_group.starts_on, district.year_starts(first))
    ends_on = class_group.ends_on
    if last < class_group.cohort.enrol_year + class_group.cohort.years - 1:
        over = district.year_ends(last)
        ends_on = min(over, ends_on or over)
    if starts_on > district.today:
        return
    if ends_on is not None and ends_on >= district.today:
        ends_on = None if class_group.ends_on is None else ends_on
    teachers = school.teachers[teaching_load.partner_of(code, school.teachers)]
    place = lane
    homeroom = class_group.homeroom
    if homeroom is not None and homeroom in teachers and code in OWN_SUBJECTS:
        teachers = [homeroom, *[teacher for teacher in teachers if teacher is not homeroom]]
        lane = 0
    relays = [_relay(district, teachers, lane, starts_on, ends_on)]
    if code == teaching_load.PLAY:
        first_one = teachers[lane % len(teachers)]
        relays = [
            _relay(district, [first_one], 0, starts_on, ends_on),
            _relay(district, _second_carers(school, first_one), place, starts_on, ends_on),
        ]
    for person, first_day, last_day in chain.from_iterable(relays):
        district.table("roster.TeachingAssignment").add(
            person_id=person.id,
            class_group_id=class_group.id,
            subject_code=code,
            starts_on=first_day,
            ends_on=last_day,
        )
        if last_day is None:
            district.facts.setdefault("teaches", {}).setdefault(person.id, []).append((class_group, code))


def _second_carers(school: SchoolHere, first_one: Human) -> list[Human]:
    """Who stands beside a kindergarten class's homeroom teacher: one by one, whoever has no class of their own."""
    busy = {class_group.homeroom.id for class_group in school.classes() if class_group.homeroom is not None}
    teachers = school.teachers[teaching_load.PLAY]
    free = [teacher for teacher in teachers if teacher.id not in busy and teacher is not first_one]
    return free or [teacher for teacher in teachers if teacher is not first_one]


def _relay(
    district: District, teachers: list[Human], lane: int, starts_on: date, ends_on: date | None
) -> Iterator[tuple[Human, date, date | None]]:
    """The lane's teacher since they came; before that, whoever was there already."""
    came: dict[int, date] = district.facts["came"]
    chosen = teachers[lane % len(teachers)]
    own_start = max(starts_on, came[chosen.id])
    if own_start > starts_on:
        earlier = [teacher for teacher in teachers if came[teacher.id] <= starts_on and teacher is not chosen]
        last_day = own_start - timedelta(days=1)
        if ends_on is not None:
            last_day = min(last_day, ends_on)
        if earlier:
            yield earlier[lane % len(earlier)], starts_on, last_day
    if ends_on is None or own_start <= ends_on:
        yield chosen, own_start, ends_on


def _grade_leaders(district: District, school: SchoolHere) -> None:
    """Grades of several classes have a leader: the homeroom teacher of one of them."""
    for cohort in school.cohorts.values():
        open_ones = [class_group for class_group in cohort.classes if class_group.ends_on is None]
        leader = open_ones[0].homeroom if open_ones else None
        if len(open_ones) >= GRADE_LEADER_FROM and leader is not None:
            since = max(open_ones[0].starts_on, district.facts["came"][leader.id])
            district.post(
                leader, (school.id, school.path), "grade_leader", since, title="年级组长", scope_path=cohort.path,
                kind="concurrent",
            )  # fmt: skip
            school.heads.setdefault("grade_leader", leader)
