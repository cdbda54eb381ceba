"""What the product says when something is missing is in the reader's language too."""

from __future__ import annotations

import pytest

from tests.english.reading import chinese_in, english_in
from tests.english.test_every_page import NAMED_IN_BOTH, NO_PAGES, ROLES
from tests.security.asking import routes
from tests.security.world import World
from tests.standing import address_of, taken_back

pytestmark = pytest.mark.slow
FILLED = {"name": "?", "number": "1", "phone": "1", "starts_on": "9999-99-99", "password": "1", "born_on": "0000"}


def spoken(text: str, language: str) -> set[str]:
    return chinese_in(text, NAMED_IN_BOTH) if language == "en" else english_in(text)


@pytest.mark.parametrize("name", sorted(set(routes()) - NO_PAGES))
def test_a_refusal_speaks_the_language_of_the_reader(name: str, language: str, world: World, db: None) -> None:
    found = {}
    for role in ROLES:
        for form in ({}, FILLED):
            client = world.clients[role]
            with taken_back(client):
                response = client.post(address_of(name, world.ids["own"]), form)
                b"".join(getattr(response, "streaming_content", ()))  # a file is open until it has been sent
            if response.status_code != 302 and "text/html" in response["Content-Type"]:
                found[role, response.status_code] = spoken(response.content.decode(), language)
        if response.status_code == 405 or any(status not in (403, 404) for _role, status in found):
            break

    assert {key: texts for key, texts in found.items() if texts} == {}


@pytest.mark.parametrize("address", ["/nowhere/", "/search/?q=%00", "/ui/language/", "/registry/pupils/999999/"])
def test_an_error_page_speaks_the_language_of_the_reader(address: str, language: str, world: World, db: None) -> None:
    response = world.clients["school_administrator"].get(address)

    assert response.status_code in (400, 404, 405)
    assert spoken(response.content.decode(), language) == set()
