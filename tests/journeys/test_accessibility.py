"""axe finds nothing serious on a page of each kind, light and dark, phone and desk; and the keyboard is enough."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import TestDatabases
from tests.journeys.district import ROOT, District, address_of
from tests.resilience.installation import Installation

pytestmark = pytest.mark.journey

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ASK = """async () => {
  const found = await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']});
  return found.violations.filter(one => ['serious', 'critical'].includes(one.impact)).map(one => one.id + ': '
    + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message || '')).join(' | '));
}"""
PAGES = {
    "bureau_leader": (
        "/",
        "/registry/organisations/",
        "/registry/organisations/tree/",
        "/registry/teaching-groups/",
        "/access/",
        "/access/roles/",
    ),
    "bureau_staff": (
        "/notices/new/",
        "/notices/sent/",
        "/registry/terms/",
        "/registry/terms/add/",
        "/registry/organisations/groupings/",
        "/access/applications/",
        "/staffing/certificates/",
        "/staffing/certificates/unqualified/",
        "/staffing/exchanges/",
        "/staffing/edtech/",
        "/staffing/shortage/",
        "/staffing/shortage/subjects/13/",
        "/staffing/plan/",
        "/staffing/statistics/",
        "/staffing/statistics/?by=sex&value=2",
    ),
    "principal": ("/", "/staffing/people/add/"),
    "school_administrator": (
        "/todo/",
        "/registry/pupils/",
        "/registry/pupils/add/",
        "/registry/findings/",
        "/registry/guardians/",
        "/staffing/people/",
        "/staffing/posts/",
        "/accounts/",
        "/accounts/forgotten/",
        "/access/",
    ),
    "homeroom_teacher": ("/", "/registry/classes/", "/apps/", "/jobs/", "/search/?q=小学"),
    "student": ("/", "/registry/me/"),
    "guardian": ("/", "/registry/wards/", "/account/", "/account/wards/", "/notices/"),
    "citizen": ("/", "/account/sessions/", "/account/password/"),
    "system_administrator": (
        "/",
        "/accounts/",
        "/registry/organisations/add/?kind=school",
        "/access/agreements/",
        "/access/agreements/terms/new/",
    ),
    "security_administrator": ("/", "/access/", "/access/grants/new/", "/access/powers/new/"),
    "audit_administrator": ("/", "/audit/", "/audit/?view=rights"),
}
CARDS = {
    "/registry/pupils/",
    "/registry/classes/",
    "/registry/organisations/",
    "/registry/organisations/groupings/",
    "/staffing/people/",
    "/accounts/",
    "/access/",
    "/notices/sent/",
}


@pytest.fixture(scope="module")
def empty(databases: TestDatabases, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    """The product as a bureau first meets it: no demonstration, nothing in its database."""
    name = f"test_{databases.base}_empty_{os.getpid()}"
    databases.clone(name)
    home: Path = tmp_path_factory.mktemp("empty")
    installation = Installation(home, DATABASE_URL=address_of(name))
    installation.start()
    try:
        yield District(installation.wait_until_ready(120), {}, browser, home)
    finally:
        installation.stop()
        databases.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def complaints_of(page: Page, address: str) -> list[str]:
    page.goto(address)
    return complaints_here(page)


def complaints_here(page: Page) -> list[str]:
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[Any] = page.evaluate(ASK)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("runs off the screen")
    return [f"{page.url}: {words}" for words in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(360, 740), (1366, 768)])
@pytest.mark.parametrize("role", PAGES)
def test_nothing_serious(role: str, width: int, height: int, scheme: Any, district: District) -> None:
    page = district.desk(role, width=width, height=height, color_scheme=scheme, reduced_motion="reduce")
    found = []
    for address in PAGES[role]:
        found += complaints_of(page, address)
        first = page.locator("main tbody a[href]").first
        if address in CARDS and first.count():
            found += complaints_of(page, first.get_attribute("href") or "")
    page.context.close()

    assert found == []


@pytest.mark.parametrize("address", ["/sign-in/", "/activate/", "/join/", "/forgotten/", "/agreements/terms/"])
def test_nothing_serious_before_signing_in(address: str, district: District) -> None:
    found = []
    for width, scheme in ((360, "light"), (1366, "dark")):
        page = district.context(width=width, color_scheme=scheme, reduced_motion="reduce").new_page()
        found += complaints_of(page, address)
        page.context.close()

    assert found == []


def test_nothing_serious_on_a_printed_slip(district: District) -> None:
    page = district.desk("school_administrator", width=1366, color_scheme="dark", reduced_motion="reduce")
    page.goto("/accounts/?view=new")
    page.locator("main tbody a[href]").first.click()
    page.get_by_role("button", name="印激活条").click()
    expect(page.get_by_role("heading", name="激活条")).to_be_visible()

    found = complaints_here(page)
    page.emulate_media(media="print")
    found += complaints_here(page)
    page.context.close()

    assert found == []


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1366, "dark")])
def test_nothing_serious_on_the_first_day_of_an_installation(width: int, scheme: Any, empty: District) -> None:
    page = empty.context(width=width, color_scheme=scheme, reduced_motion="reduce").new_page()

    found = complaints_of(page, "/")
    asked = page.url
    page.context.close()

    assert asked.endswith("/setup/") and found == []


def test_search_opens_and_closes_by_keyboard(district: District) -> None:
    page = district.desk("bureau_staff")
    page.keyboard.press("Control+k")
    dialog = page.locator("dialog#xt-find")
    expect(dialog).to_be_visible()
    page.keyboard.type("wyxx")
    expect(dialog.locator("#xt-find-results")).to_contain_text("舞雩小学")

    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    page.context.close()


def test_tab_goes_through_the_page_and_shows_where_it_is(district: District) -> None:
    page = district.desk("teacher")
    page.goto("/registry/classes/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.xt-skip')"), "the first stop leads to the main part"
    invisible = []
    for _ in range(25):
        page.keyboard.press("Tab")
        look = page.evaluate(
            "(({outlineStyle, outlineWidth, boxShadow}) => outlineStyle + outlineWidth + boxShadow)"
            "(getComputedStyle(document.activeElement))"
        )
        if look == "none0pxnone":
            invisible.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))

    assert invisible == []
    page.context.close()
