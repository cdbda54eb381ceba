"""The accounts that may sign in: one person for each role, with a password that is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password

from xingtan.people.access.data import ROLES
from xingtan.people.accounts.data import AgreementKind
from xingtan.people.accounts.models import Agreement
from xingtan.project.demo.district import ClassHere, District, Human, SchoolHere, Stay

SCHOOL = "wuyu"
SCHOOL_OF_HEADS = "shiyan"
AT_SCHOOLS = {
    "principal", "school_administrator", "staff", "homeroom_teacher", "teacher", "student", "guardian",
    "school_cio", "edtech_head", "grade_leader",
}  # fmt: skip
NOT_YET_ACCEPTED = "edtech_head"  # shows what a first sign-in asks


@dataclass(frozen=True)
class Part:
    role: str
    username: str


PARTS = (
    Part("bureau_leader", "bureau.leader"),
    Part("bureau_staff", "bureau.staff"),
    Part("principal", "principal"),
    Part("school_administrator", "school.admin"),
    Part("homeroom_teacher", "homeroom"),
    Part("teacher", "teacher"),
    Part("student", "student"),
    Part("guardian", "guardian"),
    Part("citizen", "citizen"),
    Part("district_leader", "district.leader"),
    Part("grade_leader", "grade.leader"),
    Part("school_cio", "cio"),
    Part("edtech_head", "edtech"),
    Part("staff", "staff"),
    Part("system_administrator", "system.admin"),
    Part("security_administrator", "security.admin"),
    Part("audit_administrator", "audit.admin"),
)


def password_of(seed: int, username: str) -> str:
    """Shown beside the name, different for each, and strong enough for the rules."""
    digest = int(hashlib.sha256(f"{seed}:{username}".encode()).hexdigest(), 16)
    return f"Apricot-{digest % 9000 + 1000}"


def schools_of_cast(district: District) -> tuple[SchoolHere, SchoolHere]:
    """The school where most of the cast is, and the one of the heads that the first one lacks."""
    primaries = [school for school in district.schools.values() if school.plan.kind == "211"]
    first = district.schools.get(SCHOOL) or next(school for school in primaries if not school.plan.has_cio)
    second = district.schools.get(SCHOOL_OF_HEADS) or next(
        school for school in primaries if school.plan.has_cio and "edtech_head" in school.heads
    )
    return first, second


def homeroom_class(district: District) -> ClassHere:
    """The class of the cast: the highest grade of the first school, so that its pupils are nearly fourteen."""
    school, _second = schools_of_cast(district)
    return next(
        class_group
        for class_group in school.cohorts["primary", district.year - school.plan.primary_years + 1].classes
        if class_group.homeroom is not None
    )


def build(district: District) -> None:
    """Choose who plays each part and give them names to sign in with."""
    school, second = schools_of_cast(district)
    class_group = homeroom_class(district)
    cast = district.cast
    cast["bureau_staff"] = district.facts["bureau_workers"]["基础教育科"][0]
    for role in ("principal", "school_administrator", "staff"):
        cast[role] = school.heads[role]
    assert class_group.homeroom is not None  # homeroom_class chose one that has
    cast["homeroom_teacher"] = class_group.homeroom
    cast["teacher"] = _teacher(district, school, class_group)
    for role in ("school_cio", "edtech_head", "grade_leader"):
        cast[role] = second.heads[role]
    cast["student"], cast["guardian"] = _household(district, class_group)
    if district.place.is_first:
        for part in PARTS:
            if part.role not in district.facts.get("played", ()):
                let_sign_in(cast[part.role], part)


def let_sign_in(human: Human, part: Part) -> None:
    human.username = part.username
    human.is_activated = True


def _teacher(district: District, school: SchoolHere, class_group: ClassHere) -> Human:
    """Somebody who teaches the class and is nobody's homeroom teacher; of two, a mother of a pupil elsewhere."""
    homerooms = {other.homeroom.id for other in school.classes() if other.homeroom and other.ends_on is None}
    teaches: dict[int, list[tuple[ClassHere, str]]] = district.facts["teaches"]
    by_id = {person.id: person for person in school.staff}
    wards = {guardian.id for rows in district.facts["guardians_of"].values() for guardian, _relation, _key in rows}
    candidates = [
        by_id[person_id]
        for person_id, classes in teaches.items()
        if person_id in by_id and person_id not in homerooms and any(row[0] is class_group for row in classes)
    ]
    return max(candidates, key=lambda person: (person.id in wards, len(teaches[person.id]), -person.id))


def _household(district: District, class_group: ClassHere) -> tuple[Human, Human]:
    """A pupil of the class with a mother who has another child at school, and that mother."""
    here: list[Stay] = [row for row in class_group.stays if row.ends_on is None]
    guardians_of = district.facts["guardians_of"]
    staff = {person.id for school in district.schools.values() for person in school.staff}
    wards: dict[int, int] = {}
    for rows in guardians_of.values():
        for guardian, _relation, _key in rows:
            wards[guardian.id] = wards.get(guardian.id, 0) + 1
    best: tuple[tuple[int, int], Human, Human] | None = None
    for row in here:
        for guardian, relation, _key in guardians_of.get(row.pupil.id, ()):
            if relation == "mother" and guardian.id not in staff:
                rank = (wards[guardian.id], -row.pupil.id)
                if best is None or rank > best[0]:
                    best = (rank, row.pupil, guardian)
    assert best is not None, "the class of the cast has no mother among its guardians"
    return best[1], best[2]


def organisation_of(district: District, role: str) -> str:
    """Where the account belongs, for the list on the sign-in page."""
    if role not in AT_SCHOOLS:
        return district.place.bureau_name
    school, second = schools_of_cast(district)
    if role in ("principal", "school_administrator", "staff", "homeroom_teacher", "teacher", "student", "guardian"):
        return school.plan.name
    return second.plan.name


def account_rows(district: District) -> Iterator[dict[str, Any]]:
    """An account for everybody; only the cast has a password."""
    order = {part.username: (ordinal, part) for ordinal, part in enumerate(PARTS)}
    for human in district.humans:
        row: dict[str, Any] = {
            "person_id": human.id,
            "username": human.username or human.e_id.lower(),
            "password": f"!{human.e_id}",  # the exclamation mark makes it unusable
        }
        if human.username:
            ordinal, part = order[human.username]
            password = password_of(district.seed, part.username)
            row |= {
                "password": make_password(password),
                "activated_at": district.now,
                "password_changed_at": district.now,
                "preferences": {
                    "demonstration": {
                        "order": ordinal,
                        "role": part.role,
                        "username": part.username,
                        "password": password,
                        "organisation": organisation_of(district, part.role),
                    }
                },
            }
        yield row


def accept_agreements(district: District) -> None:
    """The cast has accepted the terms, all but one."""
    newest = Agreement.objects.filter(kind__in=(AgreementKind.TERMS, AgreementKind.PRIVACY))
    agreements = list(newest.order_by("kind", "-published_at").distinct("kind"))
    for part in PARTS:
        human = district.cast.get(part.role)
        signs_in = human is not None and human.is_activated and part.role != NOT_YET_ACCEPTED
        for agreement in agreements if signs_in else ():
            district.table("accounts.Acceptance").add(
                agreement_id=agreement.pk, person_id=human.id, accepted_at=district.now
            )


def role_label(role: str) -> str:
    return str(ROLES[role].label)
