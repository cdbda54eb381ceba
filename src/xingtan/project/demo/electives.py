"""Teaching groups of this term: electives that bring pupils of several classes together."""

from __future__ import annotations

from datetime import date
from random import Random

from xingtan.project.demo.district import District, SchoolHere, Stay
from xingtan.project.demo.teaching_load import partner_of

SCHOOL_BASED = "X6"
GROUPS = (("篮球选修班", "22"), ("编程选修班", "61"), ("书法选修班", "13"))
SIZES = (16, 24)
FROM_GRADE = 3  # counted from the first year of primary school


def build(district: District) -> None:
    """Three electives at every school large enough, with members who come from at least two classes."""
    rng = district.rng("electives")
    term, since = district.facts["term"]
    for school in district.schools.values():
        pupils = [] if school.plan.is_small else _pupils(district, school, since)
        rng.shuffle(pupils)
        if len(pupils) < SIZES[1] * len(GROUPS):
            continue
        for ordinal, (name, subject) in enumerate(GROUPS):
            members = [pupils.pop() for _ordinal in range(rng.randint(*SIZES))]
            _group(district, rng, school, term, since, f"{name}{ordinal + 1}", subject, members)


def _pupils(district: District, school: SchoolHere, since: date) -> list[Stay]:
    """Pupils of the higher grades who were here when the term began."""
    return [
        row
        for class_group in school.classes()
        for row in class_group.stays
        if row.ends_on is None
        and row.starts_on <= since
        and row.status == "in_school"
        and district.year - class_group.cohort.first_grade_year + 1 >= FROM_GRADE
    ]


def _group(
    district: District,
    rng: Random,
    school: SchoolHere,
    term: int,
    since: date,
    name: str,
    subject: str,
    members: list[Stay],
) -> None:
    group = district.table("roster.TeachingGroup").add(
        organisation_id=school.id, term_id=term, subject_code=SCHOOL_BASED, name=name
    )
    teacher = rng.choice(school.teachers[partner_of(subject, school.teachers)])
    district.table("roster.TeachingAssignment").add(
        person_id=teacher.id,
        teaching_group_id=group,
        subject_code=SCHOOL_BASED,
        starts_on=max(since, district.facts["came"][teacher.id]),
    )
    for row in members:
        district.table("roster.TeachingGroupMember").add(
            teaching_group_id=group, person_id=row.pupil.id, starts_on=since
        )
