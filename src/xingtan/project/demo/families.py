"""Parents and grandparents of today's pupils, and the guardianships between them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from xingtan.project.demo import names, numbers
from xingtan.project.demo.district import District, Family, Human, Stay
from xingtan.project.demo.people import add_human, day_between

# Which guardians a pupil has, in the order of contact, with weights.
HOUSEHOLDS = (
    (("mother",), 34),
    (("mother", "father"), 33),
    (("father",), 10),
    (("father", "mother"), 7),
    (("mother", "grandmother"), 6),
    (("mother", "father", "grandmother"), 3),
    (("grandmother",), 4),
    (("grandfather",), 2),
    (("other",), 1),
)
LEFT_BEHIND = ({"grandmother"}, {"grandfather"}, {"other"})
STAFF_PARENT_SHARE = 0.4
AFTER_DIVORCE = 0.006


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant of local time."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def build(district: District) -> None:
    """Give every pupil of today one to three guardians, known to the school since the pupil is."""
    rng = district.rng("families")
    stays: dict[int, list[Stay]] = {}
    for row in sorted(district.facts["stays"], key=lambda row: row.starts_on):
        stays.setdefault(row.pupil.id, []).append(row)
    district.facts["stays_of"] = stays
    choices, weights = zip(*HOUSEHOLDS, strict=True)
    parents_at_work = _staff_of_parents_age(district)
    rng.shuffle(parents_at_work)
    for pupil_id, rows in stays.items():
        if rows[-1].ends_on is not None:
            continue
        family = district.facts["family_of"][pupil_id]
        for ordinal, relation in enumerate(rng.choices(choices, weights)[0]):
            guardian = _member(district, rng, family, relation, parents_at_work)
            add_guardianship(district, rng, guardian, rows, relation, is_first=ordinal == 0)
        if rng.random() < AFTER_DIVORCE:
            _ended(district, rng, family, rows, parents_at_work)


def _staff_of_parents_age(district: District) -> list[Human]:
    """Women on the staff who may have a child at school."""
    return [
        person
        for school in district.schools.values()
        for person in school.staff
        if person.sex == "2" and 30 <= district.today.year - person.born_on.year <= 46
    ]


def _member(district: District, rng: Random, family: Family, relation: str, parents_at_work: list[Human]) -> Human:
    """The mother, father or other elder of a family, made when first asked for."""
    if relation in family.parents:
        return family.parents[relation]
    eldest = min(child.born_on for child in family.children)
    if relation == "mother" and parents_at_work and rng.random() < STAFF_PARENT_SHARE:
        age = eldest.year - parents_at_work[-1].born_on.year
        if 22 <= age <= 38:
            family.parents[relation] = parents_at_work.pop()
            return family.parents[relation]
    is_elder = relation in ("grandmother", "grandfather")
    mean = {"mother": 27.5, "father": 29.0, "other": 30.0}.get(relation, 53.0)
    low, high = (44, 66) if is_elder else (21, 44)
    age = min(max(round(rng.gauss(mean, 3.6)), low), high)
    born_on = day_between(rng, date(eldest.year - age, 1, 1), date(eldest.year - age, 12, 28))
    sex = "1" if relation in ("father", "grandfather") else "2"
    people = family.people if rng.random() < 0.9 else names.HAN
    is_agnate = relation in ("father", "grandfather")
    human = add_human(
        district,
        rng,
        sex=sex,
        born_on=born_on,
        registered_on=district.today,
        people=family.people if is_agnate else people,
        surname=family.surname if is_agnate else None,
        given=family.father_given if relation == "father" else "",
        address=family.address,
        political="01" if rng.random() < 0.07 else "13",
    )
    human.phone = numbers.phone(human.id)
    family.parents[relation] = human
    return human


def add_guardianship(
    district: District, rng: Random, guardian: Human, rows: list[Stay], relation: str, *, is_first: bool
) -> int:
    """A confirmed guardianship since the pupil's first stay, its log, and the guardian's posts at the classes."""
    starts_on = rows[0].starts_on
    pupil = rows[0].pupil
    guardian.registered_on = min(guardian.registered_on, starts_on)
    confirmed_by = rows[0].class_group.homeroom
    key = district.table("roster.Guardianship").add(
        guardian_id=guardian.id,
        pupil_id=pupil.id,
        relation=relation,
        status="confirmed",
        is_first_contact=is_first,
        requested_on=starts_on,
        starts_on=starts_on,
        decided_by_id=confirmed_by.id if confirmed_by else None,
    )
    district.table("roster.GuardianshipLog").add(
        guardianship_id=key,
        at=at(starts_on, 9, rng.randint(0, 59)),
        act="registered",
        by_id=confirmed_by.id if confirmed_by else None,
    )
    held: set[tuple[int, str]] = district.facts.setdefault("guardian_posts", set())
    for row in rows:
        school = row.class_group.school
        if (guardian.id, row.class_group.path) not in held:
            held.add((guardian.id, row.class_group.path))
            district.post(
                guardian, (school.id, school.path), "guardian", row.starts_on, ends_on=row.ends_on,
                scope_path=row.class_group.path,
            )  # fmt: skip
    district.facts.setdefault("guardians_of", {}).setdefault(pupil.id, []).append((guardian, relation, key))
    return key


def _ended(district: District, rng: Random, family: Family, rows: list[Stay], parents_at_work: list[Human]) -> None:
    """A guardianship that ended after a divorce, with its custody log."""
    present = {relation for _guardian, relation, _key in district.facts["guardians_of"][rows[0].pupil.id]}
    if "father" in present or district.days_ago(90) <= rows[0].starts_on:
        return
    father = _member(district, rng, family, "father", parents_at_work)
    held = [row for row in district.facts["guardians_of"].get(family.children[0].id, ()) if row[0] is father]
    if held:
        return
    ends_on = day_between(rng, rows[0].starts_on + timedelta(days=60), district.days_ago(20))
    father.registered_on = min(father.registered_on, rows[0].starts_on)
    key = district.table("roster.Guardianship").add(
        guardian_id=father.id, pupil_id=rows[0].pupil.id, relation="father", status="ended", has_custody=False,
        requested_on=rows[0].starts_on, starts_on=rows[0].starts_on, ends_on=ends_on,
    )  # fmt: skip
    for day, act, note in (
        (rows[0].starts_on, "registered", ""),
        (ends_on, "ended", "凭生效法律文书，监护权归母亲"),
    ):
        district.table("roster.GuardianshipLog").add(guardianship_id=key, at=at(day, 10), act=act, note=note)
