"""Who works at the bureau and at the schools: careers with former posts, heads, teachers by subject."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from xingtan.project.demo import numbers, teaching_load
from xingtan.project.demo.district import YEARS_BACK, District, Human, SchoolHere
from xingtan.project.demo.people import add_human, day_between, draw_address

FEMALE_SHARE = {"111": 0.97, "211": 0.76, "218": 0.5, "312": 0.66, "311": 0.6, "341": 0.55, "342": 0.5, "514": 0.75}
PARTY_SHARE = 0.34
MOVED_SHARE = 0.16  # taught at another school before
LEFT_A_YEAR = 0.03
RETIREMENT = {"1": 60, "2": 55}

BUREAU_LEADERS = ("党组书记、局长", "党组成员、副局长", "党组成员、副局长", "党组成员、教育督导室主任")
GUARDED = (
    ("system_administrator", "系统管理员"),
    ("security_administrator", "安全管理员"),
    ("audit_administrator", "审计管理员"),
)


def new_worker(
    district: District, rng: Random, *, female_share: float, ages: tuple[int, int] = (23, 58), **given: Any
) -> Human:
    """A grown-up with a phone and an address, young enough not to be retired."""
    sex = "2" if rng.random() < female_share else "1"
    oldest = min(ages[1], RETIREMENT[sex] - 1)
    age = min(max(round(rng.triangular(ages[0], oldest, (ages[0] * 2 + oldest) / 3)), ages[0]), oldest)
    born_on = day_between(rng, date(district.today.year - age, 1, 1), date(district.today.year - age, 12, 28))
    human = add_human(
        district,
        rng,
        sex=sex,
        born_on=born_on,
        registered_on=district.year_starts(district.year - YEARS_BACK),
        address=draw_address(rng, district.place),
        **given,
    )
    human.phone = numbers.phone(human.id)
    human.political = "01" if rng.random() < PARTY_SHARE else "13"
    return human


def first_job(rng: Random, human: Human) -> date:
    return date(human.born_on.year + rng.randint(22, 25), 9, 1)


def joined(district: District, rng: Random, human: Human) -> date:
    """When somebody came to their present place: half of them with their first job."""
    began = min(first_job(rng, human), district.year_starts(district.year))
    years = list(range(began.year, district.year + 1))
    year = began.year if rng.random() < 0.5 or len(years) < 4 else rng.choice(years[2:])
    return date(year, 9, 1)


def build(district: District) -> None:
    rng = district.rng("staff")
    _bureau(district, rng)
    for school in district.schools.values():
        _school(district, rng, school)
    for school in district.schools.values():
        _careers(district, rng, school)


def bureau_people(district: District, rng: Random, scope_path: str) -> None:
    """Leaders and the staff of each department, who look after what is below `scope_path`."""
    for ordinal, title in enumerate(BUREAU_LEADERS):
        leader = new_worker(district, rng, female_share=0.25, ages=(44, 57))
        leader.political = "01"
        since = date(district.year - rng.randint(0, 4), 3 + ordinal, 12)
        district.post(leader, district.bureau, "bureau_leader", since, title=title, is_main=True, scope_path=scope_path)
        district.cast.setdefault("bureau_leader", leader)
    for name, unit in district.bureau_units.items():
        for ordinal in range(district.plan.bureau_staff + 1):
            worker = new_worker(district, rng, female_share=0.45, ages=(28, 57))
            title = f"{name}{'主任' if name.endswith(('室', '中心')) else '科长'}" if ordinal == 0 else "科员"
            district.post(
                worker, unit, "bureau_staff", joined(district, rng, worker), title=title, is_main=True,
                scope_path=scope_path,
            )  # fmt: skip
            district.facts.setdefault("bureau_workers", {}).setdefault(name, []).append(worker)


def _bureau(district: District, rng: Random) -> None:
    bureau_people(district, rng, district.bureau[1])
    for role, title in GUARDED:
        worker = new_worker(district, rng, female_share=0.4, ages=(28, 50))
        since = district.year_starts(district.year - 2)
        district.post(worker, district.bureau, role, since, title=title, is_main=True)
        district.cast[role] = worker
    _district_leaders(district, rng)
    for _ordinal in range(district.plan.citizens):
        citizen = new_worker(district, rng, female_share=0.55, ages=(24, 57))
        citizen.registered_on = day_between(rng, district.year_starts(district.year - 1), district.days_ago(40))
        district.post(citizen, district.bureau, "citizen", citizen.registered_on, is_main=True)
        district.facts.setdefault("citizens", []).append(citizen)
        district.cast.setdefault("citizen", citizen)


def _district_leaders(district: District, rng: Random) -> None:
    """One for each 学区: employed by the bureau, with a grant on the grouping beside the tree."""
    unit = district.bureau_units["基础教育科"]
    for name, grouping in district.groupings.items():
        leader = new_worker(district, rng, female_share=0.4, ages=(38, 55))
        since = district.year_starts(district.year - rng.randint(1, 4))
        district.post(leader, unit, "staff", since, title=f"{name}主任", is_main=True)
        district.table("access.Grant").add(
            person_id=leader.id, role="district_leader", grouping_id=grouping, source="direct",
            starts_on=since, granted_by_id=district.cast["security_administrator"].id, reason="学区负责人聘任",
        )  # fmt: skip
        district.cast["district_leader"] = leader


def _school(district: District, rng: Random, school: SchoolHere) -> None:
    """Teachers by what this year's classes need, then heads among and above them."""
    kind = school.plan.kind
    share = FEMALE_SHARE[kind]
    open_classes = [class_group for class_group in school.classes() if class_group.ends_on is None]
    lessons: dict[str, int] = {}
    for class_group in open_classes:
        for subject in teaching_load.subjects_of(class_group, district.year):
            lessons[subject.code] = lessons.get(subject.code, 0) + subject.lessons
    needed = teaching_load.teachers_needed(lessons)
    if school.plan.is_small:
        needed = {"13": max(2, len(open_classes) - 1), "14": 1}
    for code, count in needed.items():
        # Enough people that every class has a homeroom teacher of its own.
        school.teachers[code] = [new_worker(district, rng, female_share=share) for _ordinal in range(count)]
    while sum(map(len, school.teachers.values())) < len(open_classes) + 1:
        next(iter(school.teachers.values())).append(new_worker(district, rng, female_share=share))
    school.staff = [teacher for teachers in school.teachers.values() for teacher in teachers]
    if school.plan.is_teaching_point:
        place = (school.id, school.path)
        since = district.year_starts(district.year - 3)
        closed_on = district.closed_on(school.plan)
        if closed_on:
            since = district.year_starts(closed_on.year - 4)
        district.post(
            school.staff[0], place, "principal", since, title="教学点负责人", kind="concurrent",
            ends_on=_day_before(closed_on), end_reason="学校撤并" if closed_on else "",
        )  # fmt: skip
    else:
        _heads(district, rng, school, len(open_classes))


def _head(district: District, rng: Random, school: SchoolHere, role: str, title: str, **columns: Any) -> Human:
    head = new_worker(district, rng, female_share=FEMALE_SHARE[school.plan.kind] - 0.2, ages=(36, 57))
    since = district.year_starts(district.year - rng.randint(1, 6))
    district.post(head, (school.id, school.path), role, since, title=title, is_main=True, **columns)
    school.heads.setdefault(role, head)
    school.staff.append(head)
    return head


def _heads(district: District, rng: Random, school: SchoolHere, classes: int) -> None:
    is_kindergarten = school.plan.kind == "111"
    title = "党支部书记、园长" if is_kindergarten else "党支部书记、校长"
    _head(district, rng, school, "principal", title).political = "01"
    if classes > 8:
        _head(district, rng, school, "principal", "副校长")
    _head(district, rng, school, "school_administrator", "保教主任" if is_kindergarten else "教务处主任")
    teachers = [teacher for teachers in school.teachers.values() for teacher in teachers]
    seasoned = sorted(teachers, key=lambda teacher: teacher.born_on)[len(teachers) // 4 :]
    place = (school.id, school.path)
    if school.plan.has_cio:
        cio = seasoned[0]
        since = district.year_starts(district.year - 1)
        district.post(cio, place, "school_cio", since, title="首席信息官", kind="concurrent")
        school.heads["school_cio"] = cio
    if school.plan.kind != "111" and (school.plan.is_pilot or school.plan.has_cio):
        head = seasoned[1]
        since = district.year_starts(district.year - 2)
        district.post(head, place, "edtech_head", since, title="信息中心主任", kind="concurrent")
        school.heads["edtech_head"] = head
    spare = iter(seasoned[2:] * 4)
    for name, unit in school.units.items():
        if name.endswith("教研组"):
            members = _group_members(school, name) or seasoned
            head = members[len(members) // 2]
            since = district.year_starts(district.year - rng.randint(0, 3))
            district.post(head, unit, "staff", since, title="教研组长", kind="concurrent")
        elif name.endswith(("处", "办公室")) and name != "教务处":
            since = district.year_starts(district.year - rng.randint(0, 5))
            title = "办公室主任" if name == "办公室" else f"{name}主任"
            district.post(next(spare), unit, "staff", since, title=title, kind="concurrent")
    for ordinal in range(max(1, classes // 8)):
        worker = new_worker(district, rng, female_share=0.5, ages=(30, 58))
        title = ("总务处职员", "校医", "财务人员", "图书管理员")[ordinal % 4]
        district.post(
            worker, school.units.get("总务处", place), "staff", joined(district, rng, worker), title=title, is_main=True
        )
        school.staff.append(worker)
        school.heads.setdefault("staff", worker)


def _group_members(school: SchoolHere, group: str) -> list[Human]:
    members = []
    for code, teachers in school.teachers.items():
        if teaching_load.GROUP_OF_SUBJECT.get(code, "综合教研组") == group:
            members += teachers
    return members


def _careers(district: District, rng: Random, school: SchoolHere) -> None:
    """The teachers' posts: where they are, where they were before, and who left in the last years."""
    others = [
        other
        for other in district.schools.values()
        if other is not school
        and not other.plan.closed_after
        and other.plan.sections.keys() & school.plan.sections.keys()
    ]
    place = (school.id, school.path)
    came: dict[int, date] = district.facts.setdefault("came", {})
    for code, teachers in school.teachers.items():
        for teacher in teachers:
            since = came[teacher.id] = max(joined(district, rng, teacher), date(district.year - school.plan.age, 9, 1))
            if school.plan.closed_after:
                _merged(district, school, teacher, code, since)
                continue
            basis = "公开招聘" if since.year >= 2008 else "统一分配"
            district.post(teacher, place, "teacher", since, subject_code=code, is_main=True, basis=basis)
            began = first_job(rng, teacher)
            if others and began.year < since.year - 2 and rng.random() < MOVED_SHARE * 2:
                before = rng.choice(others)
                ends_on = date(since.year, 8, 31)
                starts_on = max(began, date(district.year - before.plan.age, 9, 1))
                if starts_on < ends_on:
                    kind = "exchange" if since.year >= district.year - YEARS_BACK else "regular"
                    district.post(
                        teacher, (before.id, before.path), "teacher", starts_on, ends_on=ends_on, subject_code=code,
                        is_main=True, end_reason="交流轮岗" if kind == "exchange" else "调动", kind=kind,
                    )  # fmt: skip
    _former_staff(district, rng, school)


def _merged(district: District, school: SchoolHere, teacher: Human, code: str, since: date) -> None:
    """Who taught at a school that was closed went on at the one that took over its pupils."""
    closed_on, centre = district.closed_on(school.plan), district.schools[school.plan.parent]
    assert closed_on is not None  # only closed schools are asked about
    since = district.facts["came"][teacher.id] = min(since, district.year_starts(closed_on.year - 4))
    first, then = (school.id, school.path), (centre.id, centre.path)
    district.post(
        teacher, first, "teacher", since, ends_on=_day_before(closed_on), subject_code=code, is_main=True,
        end_reason="学校撤并",
    )  # fmt: skip
    district.post(teacher, then, "teacher", closed_on, subject_code=code, is_main=True, basis="学校撤并，并入中心校")


def _day_before(day: date | None) -> date | None:
    return day - timedelta(days=1) if day else None


def _former_staff(district: District, rng: Random, school: SchoolHere) -> None:
    """Those who retired or left the district, so that past years have their teachers too."""
    count = round(len(school.staff) * LEFT_A_YEAR * YEARS_BACK)
    for _ordinal in range(count):
        teacher = new_worker(district, rng, female_share=FEMALE_SHARE[school.plan.kind], ages=(50, 58))
        left = date(district.year - rng.randint(0, YEARS_BACK - 1), 8, 31)
        sex_age = RETIREMENT[teacher.sex]
        teacher.born_on = date(left.year - sex_age, teacher.born_on.month, min(teacher.born_on.day, 28))
        teacher.resident_id = district.place.resident_id(
            teacher.born_on, 700 + 2 * (teacher.id % 140) + (1 if teacher.sex == "1" else 0)
        )
        code = rng.choice(list(school.teachers))
        starts_on = max(date(left.year - rng.randint(12, 30), 9, 1), date(district.year - school.plan.age, 9, 1))
        district.post(
            teacher, (school.id, school.path), "teacher", starts_on, ends_on=left, subject_code=code, is_main=True,
            end_reason="退休",
        )  # fmt: skip
