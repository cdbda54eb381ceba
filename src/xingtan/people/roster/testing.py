"""A small district for tests: one bureau, two schools with a class each, and the people in them. Nothing is random.

>>> district = build_district()
>>> district.client_of("homeroom_teacher")          # doctest: +SKIP

Build people in roles with `district.staff("teacher", school=district.school)`; every one can sign in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.test import Client
from django.utils import timezone

from xingtan.kernel.codes import checks
from xingtan.kernel.scopes import Actor, system_actor
from xingtan.people.access.services import build_actor
from xingtan.people.accounts.models import Acceptance, Account, Agreement
from xingtan.people.organisations import services as organisations
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons import services as persons
from xingtan.people.persons.models import Person
from xingtan.people.postings import services as postings
from xingtan.people.roster import selectors, services
from xingtan.people.roster.models import ClassGroup, Cohort, Enrolment, Guardianship

PASSWORD = "Apricot-2026"
BUILDER_PERMISSIONS = (
    "organisations.view",
    "organisations.manage",
    "postings.view",
    "postings.manage",
    "access.view",
    "access.grant",
    "accounts.view",
    "accounts.manage",
    "roster.view_pupils",
    "roster.manage_pupils",
    "roster.view_classes",
    "roster.manage_classes",
    "roster.manage_calendar",
    "roster.confirm_guardians",
)


def builder(on: date) -> Actor:
    """The system actor that builds test data: it may do everything that building needs."""
    return system_actor("test-builder", on=on, permissions=BUILDER_PERMISSIONS)


def resident_id(born_on: date, sex: str, serial: int) -> str:
    """A fictitious resident ID: division 999900, the check digit right."""
    order = serial * 2 + (1 if sex == "1" else 0)
    first = f"999900{born_on:%Y%m%d}{order % 1000:03d}"
    return first + checks.resident_check_digit(first)


@dataclass
class District:
    """What `build_district` made. `on` is the day everything is asked for."""

    on: date
    actor: Actor
    bureau: Organisation
    school: Organisation
    other_school: Organisation
    class_group: ClassGroup
    other_class: ClassGroup
    made: int = 0
    accounts: dict[int, Account] = field(default_factory=dict)

    def person(self, name: str = "", *, sex: str = "2", born_on: date = date(1988, 5, 6), **columns: Any) -> Person:
        """A new person; without a name they are told apart by a numbering character."""
        self.made += 1
        return persons.create_person(
            actor=self.actor, name=name or f"林{chr(0x4E8C + self.made)}", sex=sex, born_on=born_on, **columns
        )

    def account(self, person: Person) -> Account:
        """The person's account: activated, with PASSWORD, everything accepted."""
        account = Account.objects.filter(person=person).first() or Account(
            person=person, username=f"user{person.pk}", activated_at=timezone.now()
        )
        account.set_password(PASSWORD)
        account.save()
        for agreement in Agreement.objects.all():
            Acceptance.objects.get_or_create(
                agreement=agreement, person=person, defaults={"accepted_at": timezone.now()}
            )
        return account

    def staff(
        self,
        role: str,
        *,
        organisation: Organisation | None = None,
        class_group: ClassGroup | None = None,
        name: str = "",
        person: Person | None = None,
        **columns: Any,
    ) -> Person:
        """A person posted in a role: at the bureau for bureau roles, else at the first school or at a class."""
        at_bureau = role.startswith("bureau") or role.endswith(("security_administrator", "audit_administrator"))
        at_bureau = at_bureau or role in ("system_administrator", "citizen")
        place = organisation or (self.bureau if at_bureau else self.school)
        scope = class_group or (self.class_group if role == "homeroom_teacher" and organisation is None else None)
        if scope is not None:
            place, columns["scope_path"] = scope.organisation, scope.path
        person = person or self.person(name)
        postings.start_posting(
            actor=self.actor,
            person_id=person.pk,
            organisation_id=place.pk,
            role=role,
            starts_on=columns.pop("starts_on", date(self.on.year - 1, 3, 1)),
            **columns,
        )
        return person

    def pupil(self, name: str = "", *, class_group: ClassGroup | None = None, **columns: Any) -> Enrolment:
        """A pupil on the roll of a class since the first day of this school year."""
        target = class_group or self.class_group
        grade_age = {"primary": 6, "junior": 12, "senior": 15, "kindergarten": 3}[target.cohort.stage]
        born_on = columns.pop("born_on", date(target.cohort.enrol_year - grade_age, 3, 4))
        person = self.person(name, born_on=born_on, **columns)
        return services.enrol(
            actor=self.actor,
            person_id=person.pk,
            class_group_id=target.pk,
            starts_on=date(selectors.school_year_on(self.on), 9, 1),
        )

    def guardian(
        self, enrolment: Enrolment, *, relation: str = "mother", name: str = "", **columns: Any
    ) -> Guardianship:
        """A confirmed guardian of a pupil."""
        return services.add_guardian(
            actor=self.actor,
            guardian_id=self.person(name, **columns).pk,
            pupil_id=enrolment.person_id,
            relation=relation,
            on=self.on,
            now=timezone.now(),
        )

    def client(self, person: Person) -> Client:
        """A browser in which this person is signed in."""
        client = Client()
        client.force_login(self.account(person), backend="xingtan.people.accounts.backends.SignInNameBackend")
        return client

    def client_of(self, role: str, **place: Any) -> Client:
        """A browser of somebody new in a role; students and guardians get a pupil of the first class."""
        return self.client(self.somebody(role, **place))

    def somebody(self, role: str, **place: Any) -> Person:
        """Somebody new in a role; students and guardians get a pupil of the first class, or of `class_group`."""
        if role == "student":
            return self.pupil(class_group=place.get("class_group")).person
        if role == "guardian":
            return self.guardian(self.pupil(class_group=place.get("class_group"))).guardian
        return self.staff(role, **place)

    def actor_of(self, person: Person) -> Actor:
        """The actor that this person's requests get."""
        account = self.account(person)
        return build_actor(account_id=account.pk, person_id=person.pk, posting_id=None, on=self.on, now=timezone.now())


def build_district(on: date | None = None) -> District:
    """One bureau, two nine-year schools, one seventh-grade class in each."""
    day = on or timezone.localdate()
    actor = builder(day)
    opened = date(day.year - 8, 9, 1)
    bureau = organisations.create_organisation(
        actor=actor, parent_id=None, kind="bureau", name="测试区教育局", on=opened
    )
    schools = [
        organisations.create_organisation(
            actor=actor, parent_id=bureau.pk, kind="school", name=name, on=opened, school_kind="312", code=code
        )
        for name, code in (("测试区第一学校", "3132000001"), ("测试区第二学校", "3132000002"))
    ]
    classes = [_open_class(actor, school, day) for school in schools]
    return District(
        on=day,
        actor=actor,
        bureau=bureau,
        school=schools[0],
        other_school=schools[1],
        class_group=classes[0],
        other_class=classes[1],
    )


def open_class(district: District, school: Organisation, stage: str, enrol_year: int, number: int) -> ClassGroup:
    """One more class, its cohort included."""
    cohort = open_cohort(district.actor, school, stage, enrol_year)
    return services.open_class_group(
        actor=district.actor, cohort_id=cohort.pk, number=number, starts_on=date(enrol_year, 9, 1)
    )


def open_cohort(actor: Actor, school: Organisation, stage: str, enrol_year: int) -> Cohort:
    return services.open_cohort(actor=actor, organisation_id=school.pk, stage=stage, enrol_year=enrol_year)


def _open_class(actor: Actor, school: Organisation, day: date) -> ClassGroup:
    year = selectors.school_year_on(day)
    cohort = open_cohort(actor, school, "junior", year)
    return services.open_class_group(actor=actor, cohort_id=cohort.pk, number=1, starts_on=date(year, 9, 1))
