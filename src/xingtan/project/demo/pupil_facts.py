"""What the national register asks of each pupil on the roll: filled in for nearly everybody, as schools do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from xingtan.people.persons import sealing
from xingtan.people.roster.data import PUPIL_FACTS, SEALED_FACTS
from xingtan.project.demo.district import District, Human, Stay

RURAL = "220"
# Divisions of those `people.NATIVE_PLACES` that are not here.
ELSEWHERE = ("370800", "371300", "411400", "320300", "130400")
ONLY_CHILD_SHARE = 0.55  # of children without brother or sister in the district
PRESCHOOL_SHARE = 0.985
ORPHAN_SHARE, AID_SHARE, MARTYR_SHARE = 0.002, 0.035, 0.001
HEALTH = (("X1", 960), ("X2", 32), ("X3", 6), ("X4", 2))
DISABILITIES = ("X1", "X2", "X4", "X5")
BLOOD_TYPES = (("1", 28), ("2", 30), ("3", 9), ("4", 30), ("0", 3))
NEAR = (("X1", 46), ("X2", 12), ("X3", 26), ("X4", 14), ("X9", 2))
FAR = (("X6", 38), ("X5", 22), ("X3", 20), ("X4", 20))
FAR_KM = 3
SPECIALTIES = ("书法", "绘画", "古筝", "二胡", "葫芦丝", "足球", "乒乓球", "围棋", "朗诵", "舞蹈")
SPECIALTY_SHARE = 0.18
# Who is new has more gaps than who has been here for years; some forms come back half empty.
HALF_EMPTY_SHARE = {True: 0.11, False: 0.025}
LEFT_OUT = ("birthplace_code", "had_preschool", "distance_km", "travel_code", "blood_type_code", "home_address")


def rows(district: District) -> Iterator[dict[str, Any]]:
    """One row for each pupil of today, to be written after the enrolments, which say who boards and who moved here."""
    rng = district.rng("pupil facts")
    families = district.facts.get("family_of", {})
    ways: dict[int, tuple[bool, bool]] = district.facts["ways"]
    for stay in district.facts.get("stays", ()):
        if stay.ends_on is None:
            siblings = len(families[stay.pupil.id].children) - 1 if stay.pupil.id in families else 0
            facts = _facts(district, rng, stay, siblings, *ways[stay.pupil.id])
            _leave_out(district, rng, stay, facts)
            yield _row(stay.pupil, facts)


def _facts(district: District, rng: Random, stay: Stay, siblings: int, boards: bool, has_moved: bool) -> dict[str, Any]:
    school, cohort = stay.class_group.school, stay.class_group.cohort
    is_rural = school.plan.zone == RURAL
    place = rng.choice(ELSEWHERE) if has_moved else district.place.code
    km = round(rng.uniform(4, 18) if boards else abs(rng.gauss(0, 2.6 if is_rural else 1.4)) + 0.2, 1)
    travel = _drawn(rng, FAR if km > FAR_KM else NEAR)
    health = _drawn(rng, HEALTH)
    is_orphan = rng.random() < ORPHAN_SHARE
    return {
        "birthplace_code": place if rng.random() < 0.94 else rng.choice(ELSEWHERE),
        "household_kind_code": rng.choices(("X1", "X3", "X2"), (70, 26, 4) if is_rural else (18, 68, 14))[0],
        "household_place_code": place,
        "origin_code": "1",
        "entered_month": f"{cohort.enrol_year}09",
        "is_only_child": not siblings and rng.random() < ONLY_CHILD_SHARE,
        "had_preschool": cohort.stage == "kindergarten" or rng.random() < PRESCHOOL_SHARE,
        "is_place_bought": False,
        "distance_km": Decimal(str(km)),
        "travel_code": travel,
        "rides_school_bus": travel == "X6",
        "specialty": rng.choice(SPECIALTIES) if rng.random() < SPECIALTY_SHARE else "",
        "is_orphan": is_orphan,
        "health_code": health,
        "blood_type_code": _drawn(rng, BLOOD_TYPES),
        "disability_code": rng.choice(DISABILITIES) if health == "X4" else "X0",
        "pupil_kind_code": "10" if health == "X4" else "00",
        "needs_aid": is_orphan or health == "X4" or rng.random() < AID_SHARE,
        "has_boarding_allowance": boards and rng.random() < 0.2,
        "is_martyrs_child": rng.random() < MARTYR_SHARE,
        "home_address": stay.pupil.address,
        "postal_address": stay.pupil.address,
    }


def _drawn(rng: Random, shares: tuple[tuple[str, int], ...]) -> str:
    values, weights = zip(*shares, strict=True)
    return str(rng.choices(values, weights)[0])


def _leave_out(district: District, rng: Random, stay: Stay, facts: dict[str, Any]) -> None:
    is_new = stay.class_group.cohort.enrol_year == district.year
    if rng.random() < HALF_EMPTY_SHARE[is_new]:
        for field in rng.sample(LEFT_OUT, rng.randint(2, 5)):
            facts[field] = None


def _row(pupil: Human, facts: dict[str, Any]) -> dict[str, Any]:
    sealed = {field: facts[field] for field in SEALED_FACTS if facts.get(field) not in (None, "")}
    row = {
        field: facts[field]
        for field, fact in PUPIL_FACTS.items()
        if not fact.is_sealed and facts.get(field) is not None
    }
    return {
        "person_id": pupil.id,
        "sealed": sealing.seal(json.dumps(sealed, ensure_ascii=False)),
        "sealed_names": sorted(sealed),
        **row,
    }
