"""What waits for somebody: consents, guardians who ask to be known, data to confirm."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from xingtan.people.accounts.data import AgreementKind
from xingtan.people.accounts.models import Agreement
from xingtan.project.demo import numbers
from xingtan.project.demo.cast import PARTS, homeroom_class, schools_of_cast
from xingtan.project.demo.district import ClassHere, District, Human, Stay
from xingtan.project.demo.families import at
from xingtan.project.demo.people import add_human, day_between

CONSENT_BELOW = 14
GIVEN_SHARE = 0.86
REQUEST_SHARE = 0.004
ASKED_DAYS_AGO = 12
OVERDUE = (
    "bureau_staff",
    "principal",
    "homeroom_teacher",
    "student",
    "citizen",
    "grade_leader",
    "staff",
    "system_administrator",
)


def build(district: District) -> None:
    rng = district.rng("matters")
    _requests(district, rng)
    _consents(district, rng)
    _confirmations(district, rng)
    _ask_for_help(district)


def _open_rows(class_group: ClassHere) -> list[Stay]:
    return [row for row in class_group.stays if row.ends_on is None]


def _requests(district: District, rng: Random) -> None:
    """Grandparents and fathers who ask; in the class of the cast, one of them has waited too long."""
    own = homeroom_class(district)
    school, _second = schools_of_cast(district)
    waiting = list(zip(_without(district, own, 3), (13, 4, 1), strict=False))
    for class_group in school.classes():
        if class_group.ends_on is None and class_group is not own:
            waiting += [(row, rng.randint(1, 11)) for row in _without(district, class_group, 1)]
    for other in district.schools.values():
        for class_group in other.classes() if other is not school else ():
            if class_group.ends_on is None and rng.random() < REQUEST_SHARE * 40:
                waiting += [(row, rng.randint(1, 9)) for row in _without(district, class_group, 1)]
    for row, days_ago in waiting:
        _request(district, rng, row, max(district.days_ago(days_ago), row.starts_on))


def _without(district: District, class_group: ClassHere, count: int) -> list[Stay]:
    """Pupils whose father has not been registered."""
    cast = {human.id for human in district.cast.values()}
    fatherless = [
        row
        for row in _open_rows(class_group)
        if row.pupil.id not in cast
        and {relation for _g, relation, _k in district.facts["guardians_of"].get(row.pupil.id, ())} == {"mother"}
        and "father" not in district.facts["family_of"][row.pupil.id].parents
    ]
    return fatherless[:count]


def _request(district: District, rng: Random, row: Stay, on: date) -> None:
    family = district.facts["family_of"][row.pupil.id]
    eldest = min(child.born_on for child in family.children)
    year = eldest.year - rng.randint(26, 33)
    father = add_human(
        district, rng, sex="1", born_on=day_between(rng, date(year, 1, 1), date(year, 12, 28)), registered_on=on,
        people=family.people, surname=family.surname, given=family.father_given, address=family.address,
    )  # fmt: skip
    father.phone, father.political = numbers.phone(father.id), "13"
    family.parents["father"] = father
    key = district.table("roster.Guardianship").add(
        guardian_id=father.id, pupil_id=row.pupil.id, relation="father", status="requested", requested_on=on,
        starts_on=on,
    )  # fmt: skip
    district.table("roster.GuardianshipLog").add(
        guardianship_id=key, at=at(on, 19, rng.randint(0, 59)), act="requested", by_id=father.id
    )


def _consents(district: District, rng: Random) -> None:
    """Consent for children under fourteen: most on paper at entry, the rest asked for now; a few withdrawn."""
    agreement = Agreement.objects.filter(kind=AgreementKind.CHILDREN).order_by("-published_at").first()
    if agreement is None:
        return
    student, guardian = district.cast["student"], district.cast["guardian"]
    limit = date(district.today.year - CONSENT_BELOW, district.today.month, min(district.today.day, 28))
    table = district.table("roster.Consent")
    for row in district.facts["stays"]:
        pupil: Human = row.pupil
        first = district.facts["guardians_of"].get(pupil.id)
        if row.ends_on is not None or pupil.born_on <= limit or not first:
            continue
        is_own = any(person is guardian for person, _relation, _key in first) and pupil is not student
        is_late = is_own or rng.random() < 0.3
        asked_on = district.days_ago(ASKED_DAYS_AGO if is_late else 3)
        due_on = asked_on + timedelta(days=10 if is_late else 14)
        given_on = max(row.starts_on, district.today - timedelta(days=300)) + timedelta(days=rng.randint(0, 9))
        is_given = pupil is student or (not is_own and rng.random() < GIVEN_SHARE and given_on < district.today)
        if is_given:
            giver = guardian if pupil is student else first[0][0]
            given_at = at(given_on, 18, rng.randint(0, 59))
            asked_on, due_on = given_on, given_on + timedelta(days=14)
            table.add(
                pupil_id=pupil.id, agreement_id=agreement.pk, guardian_id=giver.id, asked_on=asked_on, due_on=due_on,
                given_at=min(given_at, district.now),
            )  # fmt: skip
        else:
            table.add(pupil_id=pupil.id, agreement_id=agreement.pk, asked_on=asked_on, due_on=due_on)


def _confirmations(district: District, rng: Random) -> None:
    """Everybody's own data, asked for once a year: done last year, asked again now, a few too late."""
    table = district.table("persons.DataConfirmation")
    overdue = {district.cast[role].id for role in OVERDUE}
    asked: set[int] = set()
    reason = f"{district.year}年秋季信息核对"

    def ask(human: Human, *, is_late: bool) -> None:
        if human.id not in asked:
            asked.add(human.id)
            asked_on = district.days_ago(ASKED_DAYS_AGO)
            due_on = district.days_ago(2) if is_late else district.today + timedelta(days=5)
            table.add(person_id=human.id, asked_on=asked_on, due_on=due_on, reason=reason)

    for part in PARTS:
        ask(district.cast[part.role], is_late=district.cast[part.role].id in overdue)
    for pupil_id, guardians in district.facts["guardians_of"].items():
        if any(person is district.cast["guardian"] for person, _relation, _key in guardians):
            ask(district.human(pupil_id), is_late=True)
    for row in _open_rows(homeroom_class(district)):
        ask(row.pupil, is_late=False)
    for school in schools_of_cast(district):
        for person in school.staff:
            ask(person, is_late=rng.random() < 0.2)
    _last_year(district, rng, table)


def _last_year(district: District, rng: Random, table: object) -> None:
    """What was asked and answered a year ago."""
    asked_on = district.year_starts(district.year - 1) + timedelta(days=20)
    if asked_on >= district.days_ago(60):
        return
    for row in district.facts["stays"]:
        guardians = district.facts["guardians_of"].get(row.pupil.id)
        if guardians and row.starts_on < asked_on and row.ends_on is None and rng.random() < 0.5:
            day = asked_on + timedelta(days=rng.randint(1, 14))
            table.add(  # type: ignore[attr-defined]
                person_id=row.pupil.id,
                asked_on=asked_on,
                due_on=asked_on + timedelta(days=15),
                reason=f"{district.year - 1}年秋季信息核对",
                confirmed_at=at(day, 20, rng.randint(0, 59)),
                confirmed_by_id=guardians[0][0].id,
            )


def _ask_for_help(district: District) -> None:
    """Some could not sign in and asked the nearest responsible person; one has waited too long."""
    own = homeroom_class(district)
    school, _second = schools_of_cast(district)
    cast = {human.id for human in district.cast.values()}
    guardians = [
        person
        for row in _open_rows(own)
        for person, _relation, _key in district.facts["guardians_of"].get(row.pupil.id, ())
        if person.id not in cast and not any(person is worker for worker in school.staff)
    ]
    office = district.facts["bureau_workers"]["办公室"][-1]
    citizen = next(human for human in reversed(district.facts["citizens"]) if human.id not in cast)
    teacher = next(person for person in school.staff if person.id not in cast)
    for human, organisation, path, days_ago in (
        (guardians[0], school.id, own.path, 4),
        (guardians[-1], school.id, own.path, 1),
        (teacher, school.id, school.path, 1),
        (office, district.bureau[0], district.bureau[1], 3),
        (citizen, district.bureau[0], district.bureau[1], 1),
    ):
        district.table("gateway.ForgottenRequest").add(
            account_id=human.id,  # accounts are written in the order of persons, one each
            organisation_id=organisation,
            scope_path=path,
            asked_at=min(at(district.days_ago(days_ago), 20, 15), district.now),
        )
