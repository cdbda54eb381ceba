"""Every page of the product is wholly English to who reads English, and wholly Chinese to who reads Chinese."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.english.reading import chinese_in, english_in
from tests.security.asking import routes
from tests.security.world import ANONYMOUS, World
from tests.standing import address_of, taken_back

pytestmark = pytest.mark.slow

ROLES = (
    "school_administrator",
    "bureau_staff",
    "homeroom_teacher",
    "guardian",
    "student",
    "system_administrator",
    "security_administrator",
    "audit_administrator",
    ANONYMOUS,
)
NO_PAGES = {
    "healthz",
    "ui:manifest",
    "ui:service_worker",
    "ui:gallery",  # it shows invented people, whose names are Chinese
    "files:open",
    "files:small",
    "gateway:account_export",
}
SEEN_BY_MANY = {"workbench:home", "workbench:home_part", "workbench:todo", "workbench:apps", "workbench:search"}
NAMED_IN_BOTH = ("杏坛", "中文")


def pages_of(world: World, name: str) -> Iterator[tuple[str, str]]:
    """(role, page) for those who see a page at this address (two are enough, but where each sees another page)."""
    seen = 0
    for role in ROLES:
        client = world.clients[role]
        with taken_back(client):
            response = client.get(address_of(name, world.ids["own"]))
        if response.status_code == 405:
            return
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            seen += 1
            yield role, response.content.decode()
        if seen == 2 and name not in SEEN_BY_MANY:
            return


@pytest.mark.parametrize("name", sorted(set(routes()) - NO_PAGES))
def test_a_page_speaks_one_language(name: str, language: str, world: World, db: None) -> None:
    foreign = (lambda page: chinese_in(page, NAMED_IN_BOTH)) if language == "en" else english_in

    found = {role: foreign(page) for role, page in pages_of(world, name)}

    assert {role: texts for role, texts in found.items() if texts} == {}
