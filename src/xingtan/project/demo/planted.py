"""A few facts that are missing or contradict each other, so that there is something to mend."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from xingtan.project.demo.cast import homeroom_class, schools_of_cast
from xingtan.project.demo.district import District, Human, Stay

SHARE = 0.002  # of all pupils, for each sort of trouble


def build(district: District) -> None:
    """Plant each sort of trouble in the class of the cast, in its school, and thinly everywhere."""
    rng = district.rng("planted")
    kept = {human.id for human in district.cast.values()}
    pupils = [
        row
        for row in district.facts["stays"]
        if row.ends_on is None and row.status == "in_school" and row.pupil.id not in kept
    ]
    school, second = schools_of_cast(district)
    here = [row for row in pupils if row.class_group is homeroom_class(district)]
    beside = [row for row in pupils if row.class_group.school in (school, second) and row not in here]
    everywhere = [row for row in pupils if row.class_group.school not in (school, second)]
    count = max(1, round(len(everywhere) * SHARE))
    chosen = [rng.sample(here, 3), rng.sample(beside, 6), rng.sample(everywhere, 3 * count)]
    for rows in chosen:
        for ordinal, row in enumerate(rows):
            (_other_birthday, _no_document, _no_phone)[ordinal % 3](district, rng, row)
    rng.shuffle(everywhere)
    next((row for row in everywhere if _same_child_twice(district, rng, row, everywhere)), None)


def _other_birthday(district: District, rng: Random, row: Stay) -> None:
    """The document says another day than the register."""
    shifted = row.pupil.born_on + timedelta(days=rng.choice((-9, -3, 2, 11)))
    serial = 301 if row.pupil.sex == "1" else 300
    row.pupil.resident_id = district.place.resident_id(shifted, serial + 2 * (row.pupil.id % 100))


def _no_document(_district: District, _rng: Random, row: Stay) -> None:
    row.pupil.resident_id = ""


def _no_phone(district: District, _rng: Random, row: Stay) -> None:
    """None of the pupil's guardians can be called."""
    kept = {human.id for human in district.cast.values()}
    guardians = [guardian for guardian, _relation, _key in district.facts["guardians_of"][row.pupil.id]]
    if not kept.intersection(guardian.id for guardian in guardians):
        for guardian in guardians:
            guardian.phone = ""


def _same_child_twice(district: District, rng: Random, row: Stay, rows: list[Stay]) -> bool:
    """Two records with one name, sex and birthday at two schools: the same child, or chance. False: nobody fits."""
    others: list[Human] = [
        other.pupil
        for other in rows
        if other.pupil.sex == row.pupil.sex
        and other.class_group.school is not row.class_group.school
        and other.class_group.cohort.first_grade_year == row.class_group.cohort.first_grade_year
        and other.pupil.surname == row.pupil.surname
        and other.pupil.resident_id
    ]
    if not others or not row.pupil.resident_id:
        return False
    double = rng.choice(others)
    double.name, double.given, double.born_on = row.pupil.name, row.pupil.given, row.pupil.born_on
    serial = 501 if double.sex == "1" else 500
    double.resident_id = district.place.resident_id(double.born_on, serial)
    return True
