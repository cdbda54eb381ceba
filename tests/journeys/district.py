"""The real product for journeys: web server, worker and database of a demonstration, thrown away afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.resilience.installation import Installation

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
NINE = (
    "bureau_leader",
    "bureau_staff",
    "principal",
    "school_administrator",
    "homeroom_teacher",
    "teacher",
    "student",
    "guardian",
    "citizen",
)
ANONYMOUS = "anonymous"


def launch(playwright: Playwright, chromium: str) -> Browser:
    return playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)


def address_of(database: str) -> str:
    """The address of another database on the server that the tests use."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def environment_of(home: Path, database: str) -> dict[str, str]:
    """What a process of the product is told: nothing of the tests' own settings."""
    return {
        **os.environ,
        "DATABASE_URL": address_of(database),
        "DJANGO_SETTINGS_MODULE": "xingtan.project.settings",
        "XINGTAN_HOME": str(home),
        "DEMO": "1",
        "PYTHONUTF8": "1",
    }


def manage(home: Path, database: str, *arguments: str) -> str:
    """Run a command of the product; what it printed. Fails with all it said."""
    done = subprocess.run(
        [sys.executable, "-m", "django", *arguments],
        cwd=ROOT,
        env=environment_of(home, database),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass
class District:
    """A running district: where it is, who may sign in, and what its pages complained about."""

    url: str
    accounts: dict[str, dict[str, str]]
    browser: Browser
    home: Path
    complaints: list[str] = field(default_factory=list)
    _states: dict[str, Any] = field(default_factory=dict)

    def context(self, *, width: int = 1366, height: int = 768, **options: Any) -> BrowserContext:
        """A browser of its own, at a desk unless told otherwise; every complaint of its pages is collected."""
        viewport: Any = {"width": width, "height": height}
        context = self.browser.new_context(viewport=viewport, locale="zh-CN", base_url=self.url, **options)
        context.set_default_timeout(15_000)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("console", lambda said: self._hear(said.type, said.text, said.page))
        return context

    def _hear(self, kind: str, text: str, page: Page | None) -> None:
        if kind == "error":
            self.complaints.append(f"{page.url if page else ''}: {text}")

    def desk(self, role: str, **options: Any) -> Page:
        """A page of the role's demonstration account, signed in; the sign-in page is used once for each."""
        if role == ANONYMOUS:
            return self.context(**options).new_page()
        if role not in self._states:
            first = self.context()
            page = first.new_page()
            self.sign_in(page, role)
            self._states[role] = first.storage_state()
            first.close()
        page = self.context(storage_state=self._states[role], **options).new_page()
        page.goto("/")
        return page

    def sign_in(self, page: Page, role: str) -> None:
        account = self.accounts[role]
        page.goto("/sign-in/")
        page.locator("input[name=username]").fill(account["name"])
        page.locator("input[name=password]").fill(account["password"])
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url(lambda address: "/sign-in/" not in address)
        if page.url.endswith("/welcome/"):
            accept_terms(page)
        page.wait_for_url(f"{self.url}/")


def accept_terms(page: Page) -> None:
    """What the first sign-in asks."""
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="同意并继续").click()


@contextmanager
def running(
    home: Path, database: str, browser: Browser, accounts: list[dict[str, str]], **environment: str
) -> Iterator[District]:
    """Start the product on a loaded database; nothing of it is left afterwards. `environment`: more settings."""
    settings = {"DATABASE_URL": address_of(database), "WEB_WORKERS": "2", **environment}
    installation = Installation(home, is_demo=True, **settings)
    installation.start()
    try:
        url = installation.wait_until_ready(120)
        yield District(url, {account["role_code"]: account for account in accounts}, browser, home)
    finally:
        installation.stop()
