"""Nothing happens because another site made a browser ask for it, and nobody is led away to one."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.bad_input.asking import assert_refused, every_address
from tests.security.world import World
from tests.standing import address_of, taken_back
from xingtan.people.roster.testing import PASSWORD

pytestmark = pytest.mark.slow

ELSEWHERE = (
    "//example.org/",
    "https://example.org/",
    "javascript:alert(1)",
    "/\\example.org",
    "///example.org",
    "\thttps://example.org",
    "https:example.org",
    "data:text/html,x",
)


@pytest.mark.parametrize("name", every_address())
def test_a_form_without_its_token_is_refused(name: str, world: World, db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = world.clients["school_administrator"].cookies
    address = address_of(name, world.ids["own"])

    assert_refused(client, address, {"name": "x"}, headers={"origin": "https://example.org"})


@pytest.mark.parametrize("wished", ELSEWHERE)
def test_signing_in_leads_nowhere_else(wished: str, world: World, db: None) -> None:
    account = world.people["school_administrator"].account
    client = Client()

    with taken_back(client):
        given = {"username": account.username, "password": PASSWORD, "next": wished}
        response = client.post("/sign-in/", given)

    assert response.status_code == 302
    assert response["Location"].startswith("/") and "example" not in response["Location"]


@pytest.mark.parametrize("wished", ELSEWHERE)
@pytest.mark.parametrize("address", ["/ui/language/", "/account/preferences/", "/notices/read/", "/switch/"])
def test_no_button_leads_elsewhere(address: str, wished: str, world: World, db: None) -> None:
    client = world.clients["school_administrator"]

    with taken_back(client):
        response = client.post(address, {"next": wished, "language": "en", "posting": "0"})

    assert response.status_code < 500
    assert "example" not in response.headers.get("Location", "")
    assert not response.headers.get("Location", "/").startswith(("javascript", "data", "//", "/\\"))
