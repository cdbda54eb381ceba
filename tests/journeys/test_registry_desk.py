"""The registrar's desk in a browser: pupils dealt and moved on the board, and a certificate that can be checked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.district import ANONYMOUS, District

pytestmark = pytest.mark.journey


def draft_of_a_year(page: Page) -> None:
    page.goto("/registry/placements/add/")
    page.locator("select[name=cohort]").select_option(index=2)
    page.locator("input[value=whole]").check()
    page.get_by_role("button", name="去分班").click()


def test_pupils_are_dealt_moved_with_keys_and_mouse_and_the_counts_follow(district: District):
    page = district.desk("school_administrator")
    draft_of_a_year(page)
    page.locator("input[name=seed]").fill("382915")
    page.get_by_role("button", name="均衡分班").click()
    waiting, first = page.locator("[data-column]").nth(0), page.locator("[data-column]").nth(1)
    expect(page.locator("p[data-spread]")).to_contain_text("待分0人")

    first.locator("[data-stay]").first.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("p[data-spread]")).to_contain_text("待分1人")
    expect(page.locator("[data-said]")).to_contain_text("移入 待分班")
    first.locator("[data-stay]").nth(2).drag_to(waiting.locator("ul"))
    expect(page.locator("p[data-spread]")).to_contain_text("待分2人")

    page.reload()
    expect(waiting.locator("[data-stay]")).to_have_count(2)


def test_a_certificate_is_issued_and_anybody_may_check_it(district: District):
    page = district.desk("school_administrator")
    page.goto("/registry/pupils/")
    page.locator("tbody a[href*='/registry/pupils/']").first.click()
    page.get_by_role("link", name="开在读证明").click()
    page.locator("input[name=purpose]").fill("办理居住证")
    page.get_by_role("button", name="开具").click()
    expect(page.locator("article")).to_contain_text("特此证明")
    printed = re.search(r"查验码：([A-Z0-9 ]+)", page.locator("article").inner_text())
    assert printed

    stranger = district.desk(ANONYMOUS)
    stranger.goto(f"/registry/certificates/check/{printed.group(1).replace(' ', '')}/")

    expect(stranger.locator("main")).to_contain_text("证明属实")
