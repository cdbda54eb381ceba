"""Whatever stands in an address: no page breaks, and a list says what it did not understand."""

from __future__ import annotations

import pytest

from tests.bad_input.asking import every_address, state_of_all_tables
from tests.security.asking import routes
from tests.security.world import ANONYMOUS, World
from tests.standing import PLACEHOLDER, address_of, taken_back

pytestmark = pytest.mark.slow
ASKING = (
    "school_administrator",
    "bureau_staff",
    "guardian",
    "audit_administrator",
    "security_administrator",
    ANONYMOUS,
)
WITH_IDS = [name for name in every_address() if "<int:" in routes()[name]]
WITHOUT_IDS = [name for name in every_address() if "<" not in routes()[name]]
HUGE = ("0", str(2**63), str(10**30))
IDS = ("class", "class_group", "organisation", "parent", "unit", "under", "grade", "page", "person")
QUERIES = (
    "q=%27%3B%20DROP%20TABLE%20x&sort=-person__account__password&view=nothing&cols=password,__class__&after=1;2",
    "q=" + "%F0%9F%98%80" * 200 + f"&on=0001-01-01&day=0000-00-00&month=9999-99&after={10**30}&no={10**30}&before=-1",
    f"on=9999-12-31&month=0000-00&since=0001-01-01&until=9999-12-31&after={2**62}&state=%3Cscript%3E&stage[]=primary",
    "&".join(f"{name}={2**63}" for name in IDS) + "&kind=x&kind=y&role=x&next=//example.org/&done=x",
    "format=exe&control=x&last=1&selection=all&answered=x&" + "&".join(f"{name}=-1" for name in IDS),
)


@pytest.mark.parametrize("name", WITH_IDS)
def test_ids_that_cannot_be_are_not_found(name: str, world: World, db: None) -> None:
    ids = [placeholder for placeholder in PLACEHOLDER.findall(routes()[name]) if placeholder.endswith("_id")]
    client, before = world.clients["school_administrator"], state_of_all_tables()

    with taken_back(client):
        for huge in HUGE:
            address = address_of(name, world.ids["own"], **dict.fromkeys(ids, huge))
            assert {client.get(address).status_code, client.post(address).status_code} <= {403, 404, 405, 422}
        assert state_of_all_tables() == before


@pytest.mark.parametrize("name", WITHOUT_IDS)
def test_hostile_queries_break_no_page(name: str, world: World, db: None) -> None:
    for role in ASKING:
        client = world.clients[role]
        for query in QUERIES:
            with taken_back(client):
                response = client.get(f"{address_of(name, world.ids['own'])}?{query}")
                if hasattr(response, "streaming_content"):
                    b"".join(response.streaming_content)
            assert response.status_code < 500
            assert "example.org" not in response.headers.get("Location", "").split("?")[0]
            if response.status_code in (302, 403, 405):
                break
        if response.status_code in (200, 405):
            return


@pytest.mark.parametrize("query", ["q=%00", "q=%FF%FE", "%C0%AF=1", "q=a%00b&sort=name"])
@pytest.mark.parametrize("name", ["registry:pupil_list", "staffing:people", "gateway:sign_in", "workbench:search"])
def test_unreadable_queries_are_refused(name: str, query: str, world: World, db: None) -> None:
    response = world.clients["school_administrator"].get(f"{address_of(name, world.ids['own'])}?{query}")

    assert response.status_code == 400
    assert "无法识别的字符" in response.content.decode()
