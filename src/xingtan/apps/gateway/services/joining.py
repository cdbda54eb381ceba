"""Guardians who register themselves with a class code."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xingtan.apps.gateway.data import AUDIT_ACTIVATED
from xingtan.apps.gateway.errors import PhoneHasAccount
from xingtan.apps.gateway.selectors.places import home_path
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import local_day
from xingtan.kernel.scopes import Actor, system_actor
from xingtan.people.accounts.models import Account
from xingtan.people.accounts.services import open_account, set_first_password
from xingtan.people.persons.selectors import find_by_phone
from xingtan.people.persons.services import clean_phone, create_person
from xingtan.people.roster.models import Guardianship
from xingtan.people.roster.services import request_guardianship


@transaction.atomic
def register_guardian(
    *, name: str, sex: str, phone: str, password: str, pupil_id: int, relation: str, now: datetime
) -> Account:
    """Open person and account for a guardian and ask for the guardianship, which the school then confirms.

    The account works at once; it sees nothing of the child until the homeroom teacher has confirmed.

    Raises:
        PhoneHasAccount: somebody signs in with this phone number already.
        WrongName, WrongPhone, PasswordWeak: the facts cannot be so.
    """
    number = clean_phone(phone)
    taken = Account.objects.filter(person__in=find_by_phone(number), activated_at__isnull=False)
    if taken.exists():
        raise PhoneHasAccount
    actor = system_actor("class-code", on=local_day(now))
    person = create_person(actor=actor, name=name, sex=sex, born_on=None, phone=number)
    account = open_account(person_id=person.pk)
    account = set_first_password(account_id=account.pk, password=password, now=now)
    request_guardianship(guardian_id=person.pk, pupil_id=pupil_id, relation=relation, on=actor.on, now=now)
    path = home_path(person_id=pupil_id, on=actor.on)
    audit.record(actor, AUDIT_ACTIVATED, "account", account.pk, path, detail={"how": "class_code", "pupil": pupil_id})
    return account


@transaction.atomic
def add_ward(*, actor: Actor, pupil_id: int, relation: str, now: datetime) -> Guardianship:
    """Ask for one more guardianship for somebody who has an account already."""
    assert actor.person_id is not None
    return request_guardianship(guardian_id=actor.person_id, pupil_id=pupil_id, relation=relation, on=actor.on, now=now)
