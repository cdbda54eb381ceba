"""The interface in a real browser, on the gallery: keyboard, menus, dialogs, theme, offline, content policy, budget."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

BUILT = Path(__file__).resolve().parents[2] / "src/xingtan/kernel/ui/static/ui"
FIRST_VISIT_BYTES = 120 * 1024


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about: errors of scripts, blocked styles, lost files."""
    return []


@pytest.fixture
def page(chromium: str, live_server: Any, complaints: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{live_server.url}/ui/gallery/")
        yield page
        browser.close()


def test_the_gallery_stands_under_the_content_policy(page: Page, complaints: list[str]) -> None:
    page.locator(".xt-chart").first.scroll_into_view_if_needed()

    page.wait_for_selector(".xt-chart-box svg")

    assert complaints == []


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1366, 768), (2560, 1440)])
def test_nothing_runs_off_the_screen(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_rows_are_chosen_by_keyboard(page: Page) -> None:
    table = page.locator("[data-table]").first
    table.locator("[data-clear]").click()
    table.locator("tbody tr").first.focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")

    assert table.locator("tr.xt-sel").count() == 1
    assert table.locator("[data-count]").inner_text() == "1"
    page.keyboard.press("Escape")
    assert table.locator(".xt-bulk").is_hidden()


def test_a_menu_closes_by_escape_and_gives_the_focus_back(page: Page) -> None:
    chip = page.locator("summary.xt-chip").first
    chip.click()

    page.keyboard.press("Escape")

    assert page.locator("details.xt-menu[open]").count() == 0
    assert page.evaluate("document.activeElement.matches('summary.xt-chip')")


def test_what_cannot_be_undone_asks_again_with_its_verb(page: Page) -> None:
    page.get_by_role("button", name="删除12人").first.click()

    dialog = page.locator("dialog[open]")

    assert dialog.locator("h2").inner_text() == "删除这12人？"
    dialog.get_by_role("button", name="不删").click()
    assert page.locator("dialog[open]").count() == 0


def test_single_keys_can_be_switched_off(page: Page) -> None:
    page.keyboard.press("?")
    page.locator("#xt-keys [data-keys]").uncheck()
    page.keyboard.press("Escape")

    page.keyboard.press("?")

    assert page.locator("dialog[open]").count() == 0


def test_a_notice_that_is_an_error_stays(page: Page) -> None:
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('xt:toast', {detail: {words: '没有完成', tone: 'bad'}}));"
        "document.dispatchEvent(new CustomEvent('xt:toast', {detail: {words: '已签收'}}))"
    )

    page.wait_for_selector("#xt-notices .xt-toast:nth-child(2)", state="detached", timeout=15000)

    assert "没有完成" in page.locator("#xt-notices").inner_text()


def test_large_type_is_kept_for_the_next_page(page: Page) -> None:
    page.locator("[data-set-large]").first.click()

    page.reload()

    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 20


def test_without_network_a_plain_page_says_so_and_nothing_of_people_is_kept(page: Page, live_server: Any) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)

    page.goto(f"{live_server.url}/ui/gallery/?again")

    assert page.locator("h1").inner_text() == "没有连上网络"
    kept = page.evaluate(
        "caches.keys().then(names => Promise.all(names.map(name => caches.open(name).then(cache => cache.keys()))))"
        ".then(lists => lists.flat().map(request => new URL(request.url).pathname))"
    )
    assert all(path == "/offline/" or path.startswith("/static/ui/") for path in kept)


def test_a_first_visit_stays_within_its_budget() -> None:
    sizes = {name: len(gzip.compress((BUILT / name).read_bytes())) for name in ("app.css", "app.js", "mark.svg")}

    assert sum(sizes.values()) < FIRST_VISIT_BYTES, sizes
