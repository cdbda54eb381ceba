"""Where things stand in the pages of the demonstration: in one hand and at a desk."""

from __future__ import annotations

from statistics import median

import pytest
from playwright.sync_api import Locator

from tests.journeys.district import District

pytestmark = pytest.mark.journey

PHONE = {"width": 360, "height": 740}
FOUR_LINES_PX = 4 * 28 + 24  # of a card, with the space around them


def box_of(part: Locator) -> dict[str, float]:
    box = part.bounding_box()
    assert box is not None
    return dict(box)


@pytest.mark.parametrize("role", ["homeroom_teacher", "bureau_staff", "bureau_leader"])
def test_on_a_phone_what_waits_comes_before_the_figures(district: District, role: str) -> None:
    page = district.desk(role, **PHONE)

    assert box_of(page.locator("#home-todo"))["y"] < box_of(page.locator(".xt-figs"))["y"]
    page.context.close()


@pytest.mark.parametrize("address", ["/registry/pupils/", "/staffing/people/", "/registry/guardians/", "/accounts/"])
def test_on_a_phone_most_rows_are_cards_of_four_lines_at_most(district: District, address: str) -> None:
    page = district.desk("bureau_staff", **PHONE)
    page.goto(address)

    heights = [box_of(row)["height"] for row in page.locator("[data-table] tbody tr").all()[:20]]

    assert median(heights) <= FOUR_LINES_PX
    page.context.close()


@pytest.mark.parametrize("query", ["", "?grade=primary-1", "?view=left"])
def test_the_tools_of_a_list_stand_in_line_with_its_search(district: District, query: str) -> None:
    page = district.desk("bureau_staff")
    page.goto(f"/registry/pupils/{query}")
    search = box_of(page.locator(".xt-fil input[type=search]"))

    tools = [box_of(tool) for tool in page.locator(".xt-fil > .xt-end .xt-btn").all()]

    assert len(tools) >= 2
    assert all(search["y"] <= tool["y"] + tool["height"] / 2 <= search["y"] + search["height"] for tool in tools)
    page.context.close()


def test_on_a_phone_the_open_tab_is_in_sight(district: District) -> None:
    page = district.desk("bureau_staff", **PHONE)
    page.goto("/staffing/people/?view=gone")

    tab = box_of(page.locator(".xt-tabs [aria-current]"))

    assert tab["x"] >= 0 and tab["x"] + tab["width"] <= PHONE["width"]
    page.context.close()
