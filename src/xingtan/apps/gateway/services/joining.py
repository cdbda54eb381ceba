"""Guardians who register themselves with a class code."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from xingtan.apps.gateway.data import AUDIT_ACTIVATED, AUDIT_AMENDED, AUDIT_ASKED, AUDIT_WITHDRAWN
from xingtan.apps.gateway.errors import PhoneHasAccount
from xingtan.apps.gateway.selectors.places import home_path
from xingtan.apps.gateway.selectors.wards import may_rename
from xingtan.apps.gateway.services.phone_accounts import ask_to_be_guardian
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import local_day
from xingtan.kernel.scopes import Actor, system_actor
from xingtan.people.accounts.models import Account
from xingtan.people.accounts.services import open_account, set_first_password
from xingtan.people.persons.names import compared
from xingtan.people.persons.selectors import find_by_phone
from xingtan.people.persons.services import clean_phone, create_person, update_person
from xingtan.people.roster.models import Guardianship
from xingtan.people.roster.services import amend_request, request_guardianship, withdraw_request


def pupil_key(*, class_group_id: int, name: str) -> str:
    """What tries to find one pupil of a class are counted under; the name itself is not kept."""
    word = f"{class_group_id}:{compared(name)}"
    return "pupil:" + salted_hmac("xingtan.gateway.pupil", word, algorithm="sha256").hexdigest()[:32]


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
    ask_to_be_guardian(person=person, pupil_id=pupil_id, relation=relation, is_proved=False, now=now)
    path = home_path(person_id=pupil_id, on=actor.on)
    audit.record(actor, AUDIT_ACTIVATED, "account", account.pk, path, detail={"how": "class_code", "pupil": pupil_id})
    return account


@transaction.atomic
def add_ward(*, actor: Actor, pupil_id: int, relation: str, now: datetime) -> Guardianship:
    """Ask for one more guardianship for somebody who has an account already."""
    assert actor.person_id is not None
    asked = request_guardianship(
        guardian_id=actor.person_id,
        pupil_id=pupil_id,
        relation=relation,
        on=actor.on,
        now=now,
        is_phone_proved=phone_was_proved(actor.person_id),
    )
    path = home_path(person_id=pupil_id, on=actor.on)
    audit.record(actor, AUDIT_ASKED, "person", pupil_id, path, detail={"guardianship": asked.pk})
    return asked


def phone_was_proved(person_id: int) -> bool:
    """Whether an earlier request of this person came with a proved phone."""
    return Guardianship.objects.filter(guardian_id=person_id, is_phone_proved=True).exists()


@transaction.atomic
def amend_own_request(*, actor: Actor, guardianship_id: int, values: dict[str, str], now: datetime) -> Guardianship:
    """Correct one's own request and ask again. A name may be corrected only while no school has confirmed it.

    Args:
        values: cleaned data of `AmendForm`: relation, note, perhaps name.
    Raises:
        GuardianshipNotFound, GuardianshipDecidedAlready, WrongName.
    """
    assert actor.person_id is not None
    name = values.get("name", "")
    if name and may_rename(actor.person_id):
        update_person(actor=actor, person_id=actor.person_id, name=name)
    amended = amend_request(
        actor=actor, guardianship_id=guardianship_id, relation=values["relation"], note=values["note"], now=now
    )
    path = home_path(person_id=amended.pupil_id, on=actor.on)
    audit.record(actor, AUDIT_AMENDED, "person", amended.pupil_id, path, detail={"guardianship": amended.pk})
    return amended


@transaction.atomic
def withdraw_own_request(*, actor: Actor, guardianship_id: int, now: datetime) -> Guardianship:
    """Take one's own request back.

    Raises:
        GuardianshipNotFound, GuardianshipDecidedAlready.
    """
    withdrawn = withdraw_request(actor=actor, guardianship_id=guardianship_id, now=now)
    path = home_path(person_id=withdrawn.pupil_id, on=actor.on)
    audit.record(actor, AUDIT_WITHDRAWN, "person", withdrawn.pupil_id, path, detail={"guardianship": withdrawn.pk})
    return withdrawn
