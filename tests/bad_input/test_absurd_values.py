"""Whatever stands in the fields of a form: no page breaks, and what is refused changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bad_input.asking import every_address, form_of, state_of_all_tables
from tests.security.world import World
from tests.standing import address_of, taken_back

pytestmark = pytest.mark.slow
ABSURD = (
    "",
    " ",
    "0000-00-00",
    "0000",
    "0001-01-01",
    "9999-12-31",
    "9999-99-99",
    "-1",
    str(2**31),
    str(2**63),
    str(10**30),
    "1e309",
    "NaN",
    "'; DROP TABLE persons_person; --",
    "=cmd|'/c calc'!A1",
    "{{ 7|add:7 }}",
    "<script>alert(1)</script>",
    "\u202egnp.exe",
    "\ud7ff\u0301" * 40,
    "\U0001f600" * 100,
    "林" * 5000,
    "²",
    "１２３",
    "/1/",
    "../../etc/passwd",
)
QUIET = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("name", every_address())
def test_no_form_breaks_or_half_saves(name: str, world: World, db: None) -> None:
    found = form_of(world, name)
    if found is None:
        return
    role, fields = found
    client, before = world.clients[role], state_of_all_tables(name)

    @QUIET
    @given(st.dictionaries(st.sampled_from(sorted(fields)), st.sampled_from(ABSURD), min_size=1))
    def send(absurd: dict[str, str]) -> None:
        with taken_back(client):
            response = client.post(address_of(name, world.ids["own"]), fields | absurd)
            assert response.status_code < 500
            assert response.status_code < 400 or state_of_all_tables(name) == before

    send()
