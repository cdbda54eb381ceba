"""Who has a picture, and which: a few hundred drawn ones serve everybody."""

from __future__ import annotations

from random import Random

from xingtan.apps.gateway.data import AVATAR_HOLDER
from xingtan.apps.registry.data import PORTRAIT_HOLDER
from xingtan.kernel.files import api as files
from xingtan.project.demo.district import District, Human, Stay
from xingtan.project.demo.faces import Age, portrait

EACH = {"demo": 8}  # pictures of each age and sex, by size
OTHERWISE = 40
STAFF_SHARE, GUARDIAN_SHARE, CITIZEN_SHARE = 0.62, 0.05, 0.15
# Of those on the roll; the picture is taken for the register in the first weeks at school.
PUPIL_SHARE = {Age.SMALL: 0.55, Age.CHILD: 0.86, Age.TEEN: 0.93}


def build(district: District) -> None:
    """Give pictures to a share of the pupils, the staff and a few others, and to the cast."""
    rng = district.rng("portraits")
    kept = district.facts.get("pictures") or keep(district.plan.size)
    school_of = {row.pupil.id: row for row in district.facts["stays"] if row.ends_on is None}
    for row in school_of.values():
        _pupil(district, rng, kept, row)
    staff = {person.id: (person, school.path) for school in district.schools.values() for person in school.staff}
    for person, path in staff.values():
        _grown(district, rng, kept, person, path, STAFF_SHARE)
    for rows in district.facts["guardians_of"].values():
        for guardian, _relation, _key in rows:
            if guardian.id not in staff and not guardian.photo:
                _grown(district, rng, kept, guardian, district.bureau[1], GUARDIAN_SHARE)
    for citizen in district.facts.get("citizens", ()):
        _grown(district, rng, kept, citizen, district.bureau[1], CITIZEN_SHARE)
    for _role, human in sorted(district.cast.items()):
        if not human.photo and human.id not in school_of:
            _grown(district, rng, kept, human, district.bureau[1], 1.0)


def keep(size: str) -> dict[tuple[Age, str], list[int]]:
    """Put the pictures into the store; ids of the stored files by age and sex."""
    count = EACH.get(size, OTHERWISE)
    groups = [(age, sex) for age in Age for sex in ("1", "2")]
    drawn = [portrait(age, sex, number) for age, sex in groups for number in range(count)]
    ids = files.keep_pictures([(picture.full, picture.small) for picture in drawn])
    return {group: ids[place * count : (place + 1) * count] for place, group in enumerate(groups)}


def age_group(human: Human, year: int) -> Age:
    """By the years that somebody is old at the end of the school year's first half."""
    age = year - human.born_on.year
    return next((group for oldest, group in _AGES if age <= oldest), Age.ELDER)


_AGES = ((6, Age.SMALL), (12, Age.CHILD), (18, Age.TEEN), (57, Age.ADULT))


def _pupil(district: District, rng: Random, kept: dict[tuple[Age, str], list[int]], row: Stay) -> None:
    group = age_group(row.pupil, district.year)
    if rng.random() < PUPIL_SHARE.get(group, 0.0):
        picture = rng.choice(kept[group, row.pupil.sex])
        _hold(district, picture, PORTRAIT_HOLDER, row.pupil.id, row.class_group.school.path)


def _grown(
    district: District, rng: Random, kept: dict[tuple[Age, str], list[int]], human: Human, path: str, share: float
) -> None:
    """A picture of the account, which somebody put there; people look at their best years."""
    if rng.random() < share:
        group = Age.ELDER if age_group(human, district.year) is Age.ELDER else Age.ADULT
        human.photo = _hold(district, rng.choice(kept[group, human.sex]), AVATAR_HOLDER, human.id, path)


def _hold(district: District, picture: int, holder: str, holder_id: int, path: str) -> int:
    return district.table("files.FileLink").add(
        file_id=picture, holder_kind=holder, holder_id=holder_id, organisation_path=path, purpose=files.AVATAR,
        name="avatar.jpg", uploaded_by=None,
    )  # fmt: skip
