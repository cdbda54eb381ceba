"""Every page of every role at three widths, light and dark, into var/screenshots; with --readme the README's pictures.

python -m tests.screenshots [--readme] [--role ROLE …] [--url http://… of a running demonstration]
"""

from __future__ import annotations

import argparse
import html
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from PIL import Image
from playwright.sync_api import Browser, Page, Response, sync_playwright
from playwright.sync_api import Error as BrowserError

from deploy.browser import find_chromium
from tests.journeys.district import ROOT, District, launch
from tests.journeys.pages import links_of, shape_of
from tests.resilience.installation import Installation

FOLDER = ROOT / "var" / "screenshots"
PICTURES = ROOT / "docs" / "pictures"
SIZES = ((360, 740), (1366, 768), (2560, 1440))
PAGES_PER_ROLE = 80
SAME_ROWS = {"sort", "after", "last", "format"}  # a list in another order, its next page, its file: no new picture
README = (
    ("workbench-leader", "bureau_leader", "/", (1366, 768)),
    ("pupils", "school_administrator", "/registry/pupils/", (1366, 768)),
    ("staff-card", "school_administrator", "/staffing/people/", (1366, 768)),
    ("guardian-phone", "guardian", "/", (390, 760)),
)


@contextmanager
def demonstration(browser: Browser, url: str | None) -> Iterator[District]:
    """The running one at `url`, or one started for the occasion and thrown away."""
    with tempfile.TemporaryDirectory(prefix="xingtan-pictures-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        home.chmod(0o755)
        installation = Installation(home / "home", is_demo=True)
        try:
            if url is None:
                installation.start()
                url = installation.wait_until_ready()
                env, home = installation.env, installation.home
                command = [sys.executable, "-m", "xingtan.project.cli", "demo", "accounts", "--json"]
                listed = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout
            else:
                command = [sys.executable, "-m", "xingtan.project.cli", "demo", "accounts", "--json"]
                listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
            yield District(url, {row["role_code"]: row for row in json.loads(listed)}, browser, home)
        finally:
            installation.remove()


def pages_of(page: Page, url: str) -> list[str]:
    """One address of every kind that can be reached from the role's start page, nearest first."""
    waiting, seen, found = ["/"], {"/"}, []
    while waiting and len(found) < PAGES_PER_ROLE:
        address = waiting.pop(0)
        answer = _open(page, address)
        if answer is None or not answer.ok or "text/html" not in answer.headers.get("content-type", ""):
            continue
        found.append(address)
        for link in links_of(page, url):
            if shape_of(link) not in seen and not SAME_ROWS & set(parse_qs(urlsplit(link).query)):
                seen.add(shape_of(link))
                waiting.append(link)
    return found


def _open(page: Page, address: str) -> Response | None:
    """The answer of a page; nothing for a download, which has no picture."""
    try:
        return page.goto(address)
    except BrowserError as error:
        if "Download is starting" not in str(error):
            raise
        return None


def file_name(address: str) -> str:
    return re.sub(r"[^\w.-]+", "-", address).strip("-") or "home"


def take(page: Page, address: str, to: Path) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    to.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=to, full_page=True)


def take_all(district: District, roles: list[str]) -> list[tuple[str, str, list[Path]]]:
    """(role, address, pictures) of everything there is."""
    taken = []
    for role in roles:
        first = district.desk(role)
        addresses = pages_of(first, district.url)
        first.context.close()
        pictures: dict[str, list[Path]] = {address: [] for address in addresses}
        for width, height in SIZES:
            page = district.desk(role, width=width, height=height)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                for address in addresses:
                    to = FOLDER / role / f"{file_name(address)}-{width}-{scheme}.png"
                    take(page, address, to)
                    pictures[address].append(to)
            page.context.close()
        print(f"{role}: {len(addresses)} pages", flush=True)
        taken += [(role, address, pictures[address]) for address in addresses]
    return taken


def write_index(taken: list[tuple[str, str, list[Path]]]) -> None:
    rows = []
    for role, address, pictures in taken:
        links = "".join(
            f'<a href="{path.relative_to(FOLDER)}"><img loading="lazy" height="180" src="{path.relative_to(FOLDER)}" '
            f'alt="{path.stem}"></a> '
            for path in pictures
        )
        rows.append(f"<h2>{html.escape(role)} {html.escape(address)}</h2><p>{links}</p>")
    page = f'<!doctype html><meta charset="utf-8"><title>Pages</title>{"".join(rows)}'
    (FOLDER / "index.html").write_text(page, encoding="utf-8")
    print(f"{sum(len(pictures) for *_, pictures in taken)} pictures: {FOLDER / 'index.html'}")


def take_for_readme(district: District) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, role, address, (width, height) in README:
        page = district.desk(role, width=width, height=height)
        page.emulate_media(color_scheme="light")
        page.goto(address)
        if name == "staff-card":
            page.goto(f"{address}?q={district.accounts['homeroom_teacher']['person']}")
            page.locator("main tbody a").first.click()
        page.wait_for_load_state("networkidle")
        to = PICTURES / f"{name}.png"
        page.screenshot(path=to)
        with Image.open(to) as picture:
            small = picture.convert("RGB")
        small.save(to, optimize=True)
        print(f"{to.relative_to(ROOT)}: {to.stat().st_size // 1024} KB")
        page.context.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readme", action="store_true", help="only the pictures of the README")
    parser.add_argument("--role", action="append", help="only these roles")
    parser.add_argument("--url", help="a demonstration that runs already, instead of starting one")
    options = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium found.\n  Try: sudo apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = launch(playwright, chromium)
        with demonstration(browser, options.url) as district:
            if options.readme:
                take_for_readme(district)
            else:
                write_index(take_all(district, options.role or list(district.accounts)))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
