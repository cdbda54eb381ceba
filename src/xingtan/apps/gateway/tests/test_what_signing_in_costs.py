"""A right name and password are answered in few statements, and nothing else is lost by it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xingtan.people.accounts.models import Acceptance, Account, Agreement, Session
from xingtan.people.accounts.selectors import standing_of
from xingtan.people.roster.testing import PASSWORD

# The account, its wrong tries, when it was last here, its agreements, where it belongs, the journal, the session.
STATEMENTS = 7


@pytest.fixture
def teacher(district):
    return district.account(district.staff("teacher", name="沈若兰"))


@pytest.mark.parametrize("role", ["teacher", "student", "guardian", "bureau_staff"])
@pytest.mark.parametrize("typed", ["username", "e_id"])
def test_signing_in_asks_few_statements(role, typed, district, sign_in):
    account = district.account(district.somebody(role))
    name = account.username if typed == "username" else account.person.e_id_spaced

    with CaptureQueriesContext(connection) as captured:
        response = sign_in(name, PASSWORD)

    assert response.status_code == 302
    assert len(captured) == STATEMENTS, [query["sql"] for query in captured]


def test_the_session_gets_a_new_key_and_is_written_once_with_everything(teacher, sign_in, stranger):
    visit = stranger.session
    visit["kept"] = "from before"
    visit.save()
    stranger.cookies["xingtan_session"] = before = visit.session_key

    sign_in(teacher.username, PASSWORD)

    row = Session.objects.get()
    assert row.session_key == stranger.cookies["xingtan_session"].value != before
    assert (row.account_id, row.address) == (teacher.pk, "127.0.0.1")
    assert row.signed_in_at == row.last_seen_at is not None
    assert stranger.session["kept"] == "from before"
    assert Account.objects.get(pk=teacher.pk).last_login is not None


def test_a_password_taken_away_while_somebody_signs_in_opens_nothing(teacher, sign_in, stranger):
    sign_in(teacher.username, PASSWORD)
    taken = Account.objects.get(pk=teacher.pk)
    taken.set_unusable_password()
    taken.save()  # and the session, which was not there yet, stays

    assert stranger.get("/account/").status_code == 302


def test_an_agreement_counts_by_its_day_and_is_numbered_in_the_order_of_entry(teacher):
    newest = {
        kind: Agreement.objects.filter(kind=kind).order_by("-published_at").first() for kind in ("terms", "privacy")
    }
    older = Agreement.objects.create(kind="terms", version="1999", text_zh="旧", published_at="1999-01-01T00:00:00Z")

    assert standing_of(person_id=teacher.person_id) == (older.pk, False)
    Acceptance.objects.filter(agreement=newest["privacy"], person=teacher.person).delete()
    assert standing_of(person_id=teacher.person_id) == (older.pk, True)
