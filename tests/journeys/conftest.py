"""Each file of journeys gets a district of its own: loaded once for the session, cloned for the file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from conftest import HOME, TestDatabases
from tests.journeys.district import District, launch, manage, running
from xingtan.project import env


@pytest.fixture(scope="session")
def databases(django_db_setup: None) -> TestDatabases:
    return TestDatabases(env.database("DATABASE_URL", HOME, doc="postgresql://… of a server (15 or newer)."))


@pytest.fixture(scope="session")
def loaded(databases: TestDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, Any]]:
    """A database with the demonstration district, the home whose keys its rows are written with, and the accounts."""
    name = f"test_{databases.base}_district_{os.getpid()}"
    home = tmp_path_factory.mktemp("district")
    databases.clone(name)
    try:
        manage(home, name, "prepare")
        yield name, home, json.loads(manage(home, name, "demo_accounts", "--json"))
    finally:
        databases.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@pytest.fixture(scope="module")
def browser(chromium: str, loaded: tuple[str, Path, Any]) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright, chromium)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def fresh(
    databases: TestDatabases, loaded: tuple[str, Path, Any], browser: Browser
) -> Callable[..., AbstractContextManager[District]]:
    """Opens the district as it was loaded, as often as somebody asks; one at a time."""
    source, home, accounts = loaded
    copy = f"{source}_copy"

    @contextmanager
    def opened(**environment: str) -> Iterator[District]:
        databases.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", copy)
        databases.run("CREATE DATABASE {} TEMPLATE {}", copy, source)
        try:
            with running(home, copy, browser, accounts, **environment) as district:
                yield district
        finally:
            databases.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", copy)

    return opened


@pytest.fixture(scope="module")
def district(fresh: Callable[..., AbstractContextManager[District]]) -> Iterator[District]:
    with fresh() as district:
        yield district
