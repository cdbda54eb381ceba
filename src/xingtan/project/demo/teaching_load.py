"""Which subjects a class has, how many lessons a week, and how many teachers that takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xingtan.project.demo.district import ClassHere

CHINESE, MATHS, ENGLISH = "13", "14", "41"
PLAY = "X7"  # what a kindergarten class does all day, with two teachers
LESSONS_A_WEEK = 14


@dataclass(frozen=True)
class Subject:
    """One subject of a stage, from grade to grade (within the stage)."""

    code: str
    lessons: int
    first_grade: int = 1
    last_grade: int = 6


SUBJECTS: dict[str, tuple[Subject, ...]] = {
    "kindergarten": (Subject(PLAY, 28),),
    "primary": (
        Subject(CHINESE, 7), Subject(MATHS, 5), Subject(ENGLISH, 3, 3), Subject("11", 2), Subject("15", 2),
        Subject("22", 4), Subject("24", 2), Subject("25", 2), Subject("61", 1, 3), Subject("62", 1),
    ),
    "junior": (
        Subject(CHINESE, 6), Subject(MATHS, 6), Subject(ENGLISH, 5), Subject("12", 2), Subject("16", 3, 2),
        Subject("17", 4, 3), Subject("18", 2, 1, 2), Subject("21", 2), Subject("20", 2, 1, 2), Subject("22", 3),
        Subject("24", 1), Subject("25", 1), Subject("61", 1, 1, 2),
    ),
    "senior": (
        Subject(CHINESE, 5), Subject(MATHS, 5), Subject(ENGLISH, 5), Subject("12", 3), Subject("21", 3),
        Subject("20", 3), Subject("16", 4), Subject("17", 4), Subject("18", 3), Subject("22", 2),
        Subject("24", 1), Subject("25", 1), Subject("26", 2), Subject("27", 1),
    ),
}  # fmt: skip

# Who takes a subject that is too small for a teacher of its own.
PARTNER = {
    "11": CHINESE, "62": CHINESE, "15": MATHS, "61": MATHS, "26": MATHS, "27": MATHS, "24": CHINESE, "25": CHINESE,
    "12": "21", "20": "21", "18": "17", "17": "16", "21": CHINESE, "22": CHINESE, "16": MATHS, ENGLISH: CHINESE,
}  # fmt: skip
GROUP_OF_SUBJECT = {
    PLAY: "保教教研组",
    CHINESE: "语文教研组", MATHS: "数学教研组", ENGLISH: "英语教研组", "16": "理综教研组", "17": "理综教研组",
    "18": "理综教研组", "12": "文综教研组", "20": "文综教研组", "21": "文综教研组",
}  # fmt: skip


def subjects_of(class_group: ClassHere, school_year: int) -> list[Subject]:
    """What a class is taught in one school year."""
    grade = school_year - class_group.cohort.enrol_year + 1
    if class_group.cohort.years == 4 and class_group.cohort.stage == "junior":
        grade -= 1  # the first of four years has the subjects of grade 6
        if grade < 1:
            return [subject for subject in SUBJECTS["primary"] if subject.code not in ("11", "62")]
    return [
        subject for subject in SUBJECTS[class_group.cohort.stage] if subject.first_grade <= grade <= subject.last_grade
    ]


def teachers_needed(lessons: dict[str, int]) -> dict[str, int]:
    """How many teachers of each subject a school has; subjects with few lessons go to a partner's teachers."""
    own = {code: count for code, count in lessons.items() if count >= LESSONS_A_WEEK // 2}
    if not own and lessons:
        own = {CHINESE: sum(lessons.values())}
    for code, count in lessons.items():
        if code not in own:
            partner = partner_of(code, own)
            own[partner] = own.get(partner, 0) + count
    return {code: max(1, round(count / LESSONS_A_WEEK)) for code, count in own.items()}


def partner_of(code: str, present: Mapping[str, object]) -> str:
    """The subject whose teachers also take this one."""
    seen = set()
    while code not in present and code not in seen:
        seen.add(code)
        code = PARTNER.get(code, CHINESE)
    return code if code in present else next(iter(present))
