"""The roll as it is written: enrolments with student numbers, and each pupil's post at each class."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from xingtan.people.persons import sealing
from xingtan.project.demo.district import District, Stay

LEFT_BEHIND_SHARE = {"220": 0.3, "121": 0.12, "122": 0.12}
MIGRANT_SHARE = 0.06


def build(district: District) -> None:
    """Give the pupils of today their political status and their posts; drop the rows of enrolment last."""
    rng = district.rng("roll")
    stays_of: dict[int, list[Stay]] = district.facts["stays_of"]
    for rows in stays_of.values():
        for row in rows:
            school = row.class_group.school
            district.post(
                row.pupil, (school.id, school.path), "student", row.starts_on, ends_on=row.ends_on,
                scope_path=row.class_group.path, is_main=True,
            )  # fmt: skip
        grade = district.year - rows[-1].class_group.cohort.first_grade_year + 1
        rows[-1].pupil.political = _political(grade, rng)
    _seats(district)


def _political(grade: int, rng: Random) -> str:
    """Pioneers from the second grade to the eighth, some League members after that."""
    if 2 <= grade <= 8:
        return "X1"
    return "03" if grade > 8 and rng.random() < 0.45 else "13"


def _seats(district: District) -> None:
    """Numbers in class without holes for those who sit there today."""
    for school in district.schools.values():
        for class_group in school.classes():
            for seat, row in enumerate((row for row in class_group.stays if row.ends_on is None), 1):
                row.seat = seat


def student_number(row: Stay) -> str:
    """G and the resident ID, from primary school on."""
    if row.class_group.cohort.stage == "kindergarten" or not row.pupil.resident_id:
        return ""
    return f"G{row.pupil.resident_id}"


def enrolment_rows(district: District) -> Iterator[dict[str, Any]]:
    rng: Random = district.rng("enrolments")
    sealed: dict[int, tuple[bytes, bytes, str]] = {}
    ways: dict[int, tuple[bool, bool]] = district.facts.setdefault("ways", {})  # boards, has moved here
    for row in district.facts.get("stays", ()):
        school = row.class_group.school
        number = student_number(row)
        if number and row.pupil.id not in sealed:
            sealed[row.pupil.id] = (sealing.seal(number), sealing.blind_index(number), f"G{_masked(number[1:])}")
        seal, index, masked = sealed[row.pupil.id] if number else (None, None, "")
        boards = school.plan.is_boarding and rng.random() < 0.7
        is_left_behind = rng.random() < LEFT_BEHIND_SHARE.get(school.plan.zone, 0.02)
        has_moved = rng.random() < MIGRANT_SHARE
        if row.ends_on is None:
            ways[row.pupil.id] = (boards, has_moved)
        yield {
            "id": row.id,
            "person_id": row.pupil.id,
            "organisation_id": school.id,
            "cohort_id": row.class_group.cohort.id,
            "class_group_id": row.class_group.id,
            "scope_path": row.class_group.path,
            "status": row.status,
            "student_number_sealed": seal,
            "student_number_index": index,
            "student_number_masked": masked,
            "seat_number": row.seat,
            "entry_code": row.entry_code,
            "attendance_code": "2" if boards else "1",
            "is_left_behind": is_left_behind,
            "is_migrant": has_moved,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "start_basis": row.start_basis,
            "end_basis": row.end_basis,
        }


def _masked(number: str) -> str:
    return sealing.mask_document(number)


def grant_rows(district: District) -> Iterator[dict[str, Any]]:
    """The one grant that each posting carries, column for column as `access.services.follow_posting` writes it."""
    yield from district.table("access.Grant").rows
    for posting in district.table("postings.Posting").rows:
        yield {
            "person_id": posting["person_id"],
            "role": posting["role"],
            "scope_path": posting["scope_path"],
            "source": "posting",
            "posting_id": posting["id"],
            "starts_on": posting["starts_on"],
            "ends_on": posting.get("ends_on"),
        }
