"""Names that a spreadsheet would run arrive as text in every file."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from tests.security.world import World

FORMULAS = ("=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://example.org")', "＝1+1")
LISTS = {"registry/pupils/": "pupil", "registry/guardians/": "guardian", "staffing/people/": "teacher"}


@pytest.fixture(params=FORMULAS)
def formula(request: pytest.FixtureRequest, world: World, db: None) -> str:
    """The name that pupil, guardian and teacher have in this test, however it came to be stored."""
    people = [world.ids["own"][thing] for thing in LISTS.values()]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE persons_person SET name = %s WHERE id = ANY(%s)", [request.param, people])
    return str(request.param)


def exported(world: World, address: str, form: str) -> bytes:
    with transaction.atomic():
        response = world.clients["school_administrator"].get(f"/{address}?format={form}")
        return b"".join(response.streaming_content)


@pytest.mark.parametrize("address", LISTS)
def test_no_cell_of_an_export_is_a_formula(address: str, formula: str, world: World) -> None:
    rows = CalamineWorkbook.from_filelike(BytesIO(exported(world, address, "xlsx"))).get_sheet_by_index(0).to_python()
    lines = list(csv.reader(StringIO(exported(world, address, "csv").decode("utf-8-sig"))))

    assert formula in [cell for row in rows for cell in row]
    assert f"'{formula}" in [cell for line in lines for cell in line]
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@", "＝"))]
