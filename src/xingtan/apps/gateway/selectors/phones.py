"""Who is registered with a phone number. Asked only after somebody has proved to hold it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from xingtan.kernel.clock import age_on
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.access.models import Grant
from xingtan.people.accounts.models import Account
from xingtan.people.persons.models import Person
from xingtan.people.persons.names import mask_name, means_the_same
from xingtan.people.persons.selectors import find_by_phone
from xingtan.people.roster.models import Enrolment

ADULT = 18


def grown_ups(number: str, *, on: date) -> list[Person]:
    """Everybody with this number who is neither a pupil nor a child; schools often note a parent's number there."""
    found = find_by_phone(number)
    pupils = set(Enrolment.objects.in_force(on).filter(person__in=found).values_list("person_id", flat=True))
    return [
        person
        for person in found
        if person.pk not in pupils
        and person.deceased_on is None
        and (person.born_on is None or age_on(person.born_on, on) >= ADULT)
    ]


def named(people: Iterable[Person], name: str) -> Person | None:
    """The one of these people who has the typed name; of namesakes the one registered first."""
    return min((person for person in people if means_the_same(name, person.name)), key=lambda one: one.pk, default=None)


def masked_names(people: Iterable[Person]) -> str:
    """周*梅、王*."""
    return "、".join(mask_name(person.name) for person in people)


def is_staff(person_id: int, *, on: date) -> bool:
    """Whether the person works for the bureau or a school: those rights are not opened by a code alone."""
    return Grant.objects.in_force(on).filter(person_id=person_id, role__in=STAFF_ROLES).exists()


def account_of(person_id: int) -> Account | None:
    found: Account | None = Account.objects.filter(person_id=person_id).select_related("person").first()
    return found
