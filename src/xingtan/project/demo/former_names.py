"""A few people once had another name: they are found by it, and the register says so."""

from __future__ import annotations

from random import Random

from xingtan.project.demo import names
from xingtan.project.demo.cast import homeroom_class, schools_of_cast
from xingtan.project.demo.district import District, Human

SHARE = 0.006  # of all pupils
IN_THE_CLASS_OF_THE_CAST = 2
STAFF_OF_EACH_SCHOOL = 1


def build(district: District) -> None:
    """Give former names in the class of the cast, among the staff of its schools, and thinly everywhere."""
    rng = district.rng("former_names")
    kept = {human.id for human in district.cast.values()}
    homeroom = homeroom_class(district)
    pupils = [row for row in district.facts["stays"] if row.ends_on is None and row.status == "in_school"]
    here = [row.pupil for row in pupils if row.class_group is homeroom]
    elsewhere = [row.pupil for row in pupils if row.class_group is not homeroom]
    chosen = _some(rng, here, IN_THE_CLASS_OF_THE_CAST, kept)
    chosen += _some(rng, elsewhere, round(len(elsewhere) * SHARE), kept)
    for school in schools_of_cast(district):
        chosen += _some(rng, school.staff, STAFF_OF_EACH_SCHOOL, kept)
    for human in chosen:
        _rename(rng, human)


def _some(rng: Random, humans: list[Human], count: int, kept: set[int]) -> list[Human]:
    """People with a surname to keep, none of the cast."""
    fitting = [human for human in humans if human.surname and human.people == names.HAN and human.id not in kept]
    return rng.sample(fitting, min(count, len(fitting)))


def _rename(rng: Random, human: Human) -> None:
    """The family kept its name and chose another given name later."""
    while human.former_name in ("", human.name):
        human.former_name = human.surname + names.draw_given(rng, human.sex, human.born_on.year)
