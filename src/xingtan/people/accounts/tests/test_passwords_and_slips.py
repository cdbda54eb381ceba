"""Passwords follow the rules, slips work once, sessions end."""

import re
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from xingtan.people.accounts import errors, passwords, services
from xingtan.people.accounts.backends import SignInNameBackend
from xingtan.people.accounts.models import Account, Session
from xingtan.people.roster.testing import PASSWORD, build_district

pytestmark = pytest.mark.django_db
REAL_HASHER = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"])


def authenticate(username, password):
    return SignInNameBackend().authenticate(None, username=username, password=password)


@REAL_HASHER
def test_a_stored_password_costs_at_least_what_owasp_asks():
    """OWASP's minimum for argon2id: 19 MiB with 2 passes, or 46 MiB with 1, or more of either."""
    district = build_district()
    account = district.account(district.person())
    account.set_password(PASSWORD)

    kind, memory, passes = re.search(r"\$(argon2\w+)\$v=\d+\$m=(\d+),t=(\d+),", account.password).groups()

    assert kind == "argon2id"
    assert (int(memory) >= 19456 and int(passes) >= 2) or int(memory) >= 47104


@pytest.mark.parametrize(
    ("password", "is_refused"),
    [
        ("Ab1!", True),
        ("onlylowercase", True),
        ("Password1", True),
        ("Quiet-Lake-7", False),
        ("春风Ab12", True),
        ("春风又绿Ab12", False),
        ("x" * 200 + "A1", True),
    ],
)
def test_passwords_are_long_and_mixed(password, is_refused):
    assert bool(passwords.problems(password)) is is_refused


def test_a_password_holds_neither_name_nor_birthday_nor_an_old_password():
    district = build_district()
    account = district.account(district.person("沈若兰"))
    born = account.person.born_on.strftime("%Y%m%d")

    assert passwords.problems(f"Aa-{born}", account)
    assert passwords.problems("Shenruolan-1", account)
    assert passwords.problems(PASSWORD, account)
    services.change_password(account_id=account.pk, old=PASSWORD, new="Quiet-Lake-7", now=timezone.now())
    account.refresh_from_db()
    assert passwords.problems(PASSWORD, account)


def slip_for(district):
    person = district.person()
    district.staff("teacher", person=person)
    account = services.open_account(person_id=person.pk)
    return account, services.issue_slip(actor=district.actor, account_id=account.pk, now=timezone.now())


def test_a_slip_activates_once():
    district = build_district()
    account, code = slip_for(district)
    name = account.person.e_id_spaced

    services.activate(
        sign_in_name=name, code=f"{code[:5]} {code[5:].lower()}", password="Quiet-Lake-7", now=timezone.now()
    )

    assert authenticate(username=name, password="Quiet-Lake-7") == account
    with pytest.raises(errors.SlipWrong):
        services.activate(sign_in_name=name, code=code, password="Other-Lake-8", now=timezone.now())


def test_five_wrong_codes_close_a_slip():
    district = build_district()
    account, code = slip_for(district)
    ask = {"sign_in_name": account.username, "password": "Quiet-Lake-7", "now": timezone.now()}
    for _wrong in range(5):
        with pytest.raises(errors.SlipWrong):
            services.activate(code="WRONGCODE2", **ask)

    with pytest.raises(errors.SlipExpired):
        services.activate(code=code, **ask)

    assert not Account.objects.get(pk=account.pk).is_activated


def test_an_old_slip_and_a_replaced_slip_do_not_work():
    district = build_district()
    account, code = slip_for(district)
    later = timezone.now() + timedelta(days=31)
    ask = {"sign_in_name": account.username, "password": "Quiet-Lake-7"}

    with pytest.raises(errors.SlipExpired):
        services.activate(code=code, now=later, **ask)
    services.issue_slip(actor=district.actor, account_id=account.pk, now=timezone.now())
    with pytest.raises(errors.SlipWrong):
        services.activate(code=code, now=timezone.now(), **ask)


def test_one_person_has_one_account():
    district = build_district()
    account, _code = slip_for(district)

    with pytest.raises(errors.AccountExists):
        services.open_account(person_id=account.person_id)


def test_people_sign_in_by_user_name_e_id_or_phone_and_a_family_may_share_a_phone():
    district = build_district()
    mother, child = (district.account(district.person(phone="10012345678")) for _ in range(2))
    child.set_password("Quiet-Lake-7")
    child.save()

    assert authenticate(username=mother.username.upper(), password=PASSWORD) == mother
    assert authenticate(username=mother.person.e_id_spaced, password=PASSWORD) == mother
    assert authenticate(username="10012345678", password=PASSWORD) == mother
    assert authenticate(username="10012345678", password="Quiet-Lake-7") == child
    assert authenticate(username="10012345678", password="wrong") is None


def test_resetting_a_password_ends_every_session():
    district = build_district()
    person = district.staff("teacher")
    client = district.client(person)
    account = Account.objects.get(person=person)
    assert Session.objects.filter(account=account).count() == 1

    services.reset_password(actor=district.actor, account_id=account.pk, now=timezone.now())

    assert not Session.objects.filter(account=account).exists()
    assert client.get("/todo/").status_code == 302
