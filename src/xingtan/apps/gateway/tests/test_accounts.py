"""Accounts that administrators look after: list, slips, resets, locks."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from xingtan.kernel.testing.who_may import Case, table
from xingtan.people.accounts.models import Account, Session
from xingtan.people.accounts.services import open_account, reset_password
from xingtan.people.roster.testing import PASSWORD


@pytest.fixture
def teacher(district):
    """A teacher of the first school whose account works."""
    return district.account(district.staff("teacher", name="沈若兰"))


@pytest.fixture
def newcomer(district):
    """A teacher of the first school whose account is not activated."""
    return open_account(person_id=district.staff("teacher", name="陈𬭚").pk)


WHO = table(
    Case("school-administrator", ("school_administrator",), True, 200),
    Case("system-administrator", ("system_administrator",), True, 200),
    Case("principal-may-only-look", ("principal",), True, 403),
    Case("other-school", ("school_administrator",), False, 404),
    Case("teacher", ("teacher",), True, 404),
    Case("security-administrator", ("security_administrator",), True, 404),
)


def _client(case, district):
    role = case.permissions[0]
    if role in ("system_administrator", "security_administrator"):
        return district.client_of(role)
    return district.client_of(role, organisation=district.school if case.is_own_school else district.other_school)


@WHO
def test_who_may_print_a_slip(case, district, newcomer):
    response = _client(case, district).post(f"/accounts/{newcomer.pk}/slip/")

    assert response.status_code == case.status
    assert bool(Account.objects.get(pk=newcomer.pk).slip_hash) == (case.status == 200)


@WHO
def test_who_may_reset_a_password(case, district, teacher):
    response = _client(case, district).post(f"/accounts/{teacher.pk}/reset/")

    assert response.status_code == case.status
    assert Account.objects.get(pk=teacher.pk).has_usable_password() == (case.status != 200)


@WHO
@pytest.mark.parametrize("act", ["lock", "unlock"])
def test_who_may_lock(act, case, district, teacher):
    response = _client(case, district).post(f"/accounts/{teacher.pk}/{act}/")

    assert response.status_code == (302 if case.status == 200 else case.status)
    assert Account.objects.get(pk=teacher.pk).is_active == (act == "unlock" or case.status != 200)


@WHO
def test_who_may_see_a_card(case, district, teacher):
    response = _client(case, district).get(f"/accounts/{teacher.pk}/")

    assert response.status_code == (200 if case.status == 403 else case.status)


def test_nobody_resets_their_own_account_here(district):
    client = district.client_of("school_administrator")
    own = Account.objects.latest("pk")

    assert client.post(f"/accounts/{own.pk}/reset/").status_code == 409


def test_choosing_a_language_on_a_printed_slip_leads_to_a_page_that_opens(district, teacher):
    client = district.client_of("school_administrator")

    printed = client.post(f"/accounts/{teacher.pk}/reset/").content.decode()

    [back] = set(re.findall(r'name="next" value="([^"]*)"', printed))
    assert client.get(back).status_code == 200


def test_a_password_taken_away_is_not_chosen_again(district, teacher):
    code = reset_password(actor=district.actor, account_id=teacher.pk, now=timezone.now())
    filled = {"name": teacher.username, "code": code, "new_password": PASSWORD, "repeated": PASSWORD}

    refused = Client().post("/activate/", filled)

    assert "最近5次用过的密码" in refused.content.decode()
    assert not Account.objects.get(pk=teacher.pk).has_usable_password()


def test_a_lock_ends_every_session_and_is_journalled(district, teacher, journal):
    owner = district.client(teacher.person)
    administrator = district.client_of("school_administrator")

    administrator.post(f"/accounts/{teacher.pk}/lock/", {"reason": "调离"})

    assert owner.get("/account/").status_code == 302
    assert not Session.objects.filter(account=teacher).exists()
    assert ("account.locked", str(teacher.pk)) in journal()


def test_slips_are_printed_for_all_that_were_chosen(district, newcomer, journal):
    second = open_account(person_id=district.staff("teacher", name="曾子墨").pk)
    client = district.client_of("school_administrator")

    page = client.post("/accounts/", {"act": "accounts.issue_slips", "id": [newcomer.pk, second.pk]})

    text = page.content.decode()
    codes = re.findall(r"<b>(\w{5} \w{5})</b>", text)
    assert len(set(codes)) == 2 and text.count("qrline") == 2
    assert "曾子墨" in text and "陈𬭚" in text
    assert [action for action, _object in journal()] == ["account.slips_issued"]


def test_all_rows_that_meet_the_conditions_are_chosen_on_the_server(district, newcomer, teacher):
    client = district.client_of("school_administrator")
    listing = client.get("/accounts/", {"view": "new"})
    token = listing.context["listing"].selection

    page = client.post("/accounts/?view=new", {"act": "accounts.issue_slips", "selection": token})

    assert page.status_code == 200 and "陈𬭚" in page.content.decode()
    assert Account.objects.get(pk=teacher.pk).slip_hash == ""


def test_rows_of_another_school_cannot_be_chosen(district, newcomer):
    client = district.client_of("school_administrator", organisation=district.other_school)

    response = client.post("/accounts/", {"act": "accounts.issue_slips", "id": [newcomer.pk]})

    newcomer.refresh_from_db()
    assert newcomer.slip_hash == "" and "陈𬭚" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?state=new", False),
        ("?state=active", True),
        ("?role=teacher", True),
        ("?role=student", False),
        ("?q=srl", True),
    ],
)
def test_the_list_is_narrowed(query, shown, district, teacher):
    client = district.client_of("school_administrator")

    assert ("沈若兰" in client.get(f"/accounts/{query}").content.decode()) == shown


def test_the_list_costs_the_same_for_one_account_and_for_twenty(district, teacher, count_queries):
    client = district.client_of("school_administrator")
    client.get("/accounts/")
    with CaptureQueriesContext(connection) as for_few:
        client.get("/accounts/")
    for _more in range(20):
        district.account(district.staff("teacher"))

    with count_queries(len(for_few)):
        client.get("/accounts/")


@pytest.mark.parametrize("role", ["teacher", "student", "guardian", "security_administrator"])
def test_the_list_is_closed_to_those_who_look_after_nobody(role, district):
    assert district.client_of(role).get("/accounts/").status_code == 403
    assert district.client_of(role).get("/accounts/forgotten/").status_code == 403


@pytest.mark.parametrize(("role", "may_tick"), [("school_administrator", True), ("bureau_staff", False)])
def test_only_who_can_tick_rows_is_told_to(role, may_tick, district):
    page = district.client_of(role).get("/accounts/").content.decode()

    assert ("勾选后" in page, "data-row" in page) == (may_tick, may_tick)
