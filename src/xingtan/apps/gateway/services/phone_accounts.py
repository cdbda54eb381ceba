"""Guardians who prove themselves by a phone: going in, registering, changing the number.

Every service here is handed a number that the caller has seen proved (`phone_proofs.check_proof`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from xingtan.apps.gateway.data import AUDIT_ACTIVATED, AUDIT_ASKED, AUDIT_PHONE_CHANGED
from xingtan.apps.gateway.errors import (
    AccountPaused,
    NameNotMatched,
    PhoneOfAnother,
    PhoneUnknown,
    StaffUsePassword,
)
from xingtan.apps.gateway.selectors import phones
from xingtan.apps.gateway.selectors.places import home_path
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import local_day
from xingtan.kernel.scopes import Actor, system_actor
from xingtan.people.accounts.models import Account
from xingtan.people.accounts.services import activate_by_phone, end_other_sessions, open_account
from xingtan.people.persons.models import Person
from xingtan.people.persons.services import create_person, set_phone
from xingtan.people.roster.data import OPEN_GUARDIANSHIPS
from xingtan.people.roster.models import Guardianship
from xingtan.people.roster.services import request_guardianship


def account_known(*, number: str, now: datetime) -> Account | None:
    """The account that this phone alone opens; None when its owner must say their name first.

    A number that several share does not say who it is; one not used for long may have passed to a stranger.

    Raises:
        PhoneUnknown: nobody is registered with it. StaffUsePassword, AccountPaused.
    """
    on = local_day(now)
    people = phones.grown_ups(number, on=on)
    if not people:
        raise PhoneUnknown
    account = phones.account_of(people[0].pk) if len(people) == 1 else None
    if account is None or not account.is_activated or account.last_login is None:
        return None
    if now - account.last_login > timedelta(days=settings.PHONE_TRUST_DAYS):
        return None
    return _let_in(account, now)


@transaction.atomic
def account_named(*, number: str, name: str, now: datetime) -> Account:
    """The account of whoever is registered with this phone under this name, opened and activated if need be.

    Raises:
        NameNotMatched, StaffUsePassword, AccountPaused.
    """
    person = phones.named(phones.grown_ups(number, on=local_day(now)), name)
    if person is None:
        raise NameNotMatched
    return _let_in(phones.account_of(person.pk) or open_account(person_id=person.pk), now)


def _let_in(account: Account, now: datetime) -> Account:
    on = local_day(now)
    if not account.is_active:
        raise AccountPaused
    if phones.is_staff(account.person_id, on=on):
        raise StaffUsePassword
    was_activated = account.is_activated
    account = activate_by_phone(account_id=account.pk, now=now)
    if not was_activated:
        actor = system_actor("phone-code", on=on)
        path = home_path(person_id=account.person_id, on=on)
        audit.record(actor, AUDIT_ACTIVATED, "account", account.pk, path, detail={"how": "phone_code"})
    return account


@transaction.atomic
def register_proved(
    *, number: str, name: str, sex: str, pupil_id: int, relation: str, is_another: bool, now: datetime
) -> tuple[Account, Guardianship]:
    """Register the holder of a proved phone as guardian of a pupil, for the school to confirm.

    Whoever is registered with this number and name, at whichever school, is the same person and types nothing anew; a
    guardianship that the school has registered itself is in force at once.

    Raises:
        PhoneOfAnother: the number belongs to somebody of another name, and `is_another` does not say that they share.
        WrongName, StaffUsePassword, AccountPaused, GuardianOfOneself.
    """
    on = local_day(now)
    people = phones.grown_ups(number, on=on)
    person = phones.named(people, name)
    if person is None and people and not is_another:
        raise PhoneOfAnother(names=phones.masked_names(people))
    if person is None:
        actor = system_actor("class-code", on=on)
        person = create_person(actor=actor, name=name, sex=sex, born_on=None, phone=number)
    account = _let_in(phones.account_of(person.pk) or open_account(person_id=person.pk), now)
    return account, ask_to_be_guardian(person=person, pupil_id=pupil_id, relation=relation, is_proved=True, now=now)


@transaction.atomic
def ask_to_be_guardian(*, person: Person, pupil_id: int, relation: str, is_proved: bool, now: datetime) -> Guardianship:
    """The guardianship that is asked for, or that is there already."""
    on = local_day(now)
    open_ones = Guardianship.objects.filter(guardian=person, pupil_id=pupil_id, status__in=OPEN_GUARDIANSHIPS)
    held: Guardianship | None = open_ones.first()
    if held is not None:
        if is_proved and not held.is_phone_proved:
            held.is_phone_proved = True
            held.save(update_fields=["is_phone_proved"])
        return held
    asked = request_guardianship(
        guardian_id=person.pk, pupil_id=pupil_id, relation=relation, on=on, now=now, is_phone_proved=is_proved
    )
    actor = Actor(person_id=person.pk, on=on)
    path = home_path(person_id=pupil_id, on=on)
    audit.record(actor, AUDIT_ASKED, "person", pupil_id, path, detail={"guardianship": asked.pk})
    return asked


@transaction.atomic
def change_own_phone(*, actor: Actor, number: str, session_key: str, now: datetime) -> Person:
    """Register a proved number for the actor, in place of the one before. Other devices are signed out.

    Raises:
        WrongPhone.
    """
    assert actor.person_id is not None and actor.account_id is not None
    person = set_phone(actor=actor, person_id=actor.person_id, phone=number)
    end_other_sessions(account_id=actor.account_id, keep=session_key)
    path = home_path(person_id=actor.person_id, on=actor.on)
    audit.record(actor, AUDIT_PHONE_CHANGED, "person", actor.person_id, path)
    return person
