"""Wrong tries: who is counted with whom, and when they are forgotten."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db.models import F
from django.test import Client

from xingtan.people.roster.testing import PASSWORD


@pytest.fixture
def account(district):
    return district.account(district.staff("teacher", person=district.person("沈若兰", phone="13800001234")))


def wrong(client, name, times, **environ):
    for _try in range(times):
        answer = client.post("/sign-in/", {"username": name, "password": "Wrong-1234"}, **environ)
    return answer.status_code


def right(client, name, **environ):
    return client.post("/sign-in/", {"username": name, "password": PASSWORD}, **environ).status_code


def test_a_right_password_forgets_the_tries_under_every_name(account, stranger):
    assert wrong(stranger, account.username, 4) == 422

    assert right(stranger, account.person.e_id) == 302
    assert not AccessAttempt.objects.exists()
    assert wrong(Client(), account.username, 4) == 422


def test_a_phone_number_shared_by_a_family_forgets_the_tries_of_the_member_who_is_in(district, account, stranger):
    other = district.account(district.staff("teacher", person=district.person("沈若竹", phone="13800001234")))
    other.set_password("Quiet-Lake-7")
    other.save()
    wrong(stranger, account.username, 4)

    assert right(stranger, "13800001234") == 302
    assert wrong(Client(), account.username, 4) == 422


def test_a_lock_ends_after_its_time_and_old_tries_count_no_more(account, stranger, settings):
    assert wrong(stranger, account.username, 5) == 429
    assert right(stranger, account.username) == 429

    AccessAttempt.objects.update(attempt_time=F("attempt_time") - settings.AXES_COOLOFF_TIME - timedelta(seconds=1))

    assert right(stranger, account.username) == 302
    assert wrong(Client(), account.username, 4) == 422


def test_another_browser_at_the_same_address_gives_no_new_tries(account):
    for number in range(5):
        status = wrong(Client(), account.username, 1, HTTP_USER_AGENT=f"Browser/{number}")

    assert status == 429
    assert right(Client(), account.username, HTTP_USER_AGENT="Browser/9") == 429


@pytest.mark.parametrize(
    ("addresses", "elsewhere"),
    [
        (("2001:db8::1", "2001:DB8:0::1"), "2001:db8::2"),
        (("::ffff:10.1.2.3", "::ffff:a01:203"), "10.9.9.9"),
        (("", "unknown"), "10.9.9.9"),
    ],
    ids=["written-differently", "mapped", "unreadable"],
)
def test_one_address_is_one_however_it_is_written(addresses, elsewhere, account):
    wrong(Client(REMOTE_ADDR=addresses[0]), account.username, 3)

    assert wrong(Client(REMOTE_ADDR=addresses[1]), account.username, 2) == 429
    assert right(Client(REMOTE_ADDR=elsewhere), account.username) == 302
