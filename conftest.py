"""Databases for the tests: each is a clone of one template that the real migrations built once.

The template is kept under a name with the hash of every migration file, so that only a changed migration builds anew.
Without DATABASE_URL the tests run on an embedded server of their own under var/test, started for the session.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from deploy.checks.catalogues import compile_all
from xingtan.project.supervisor.config import Config
from xingtan.project.supervisor.tree import AlreadyRunning, Tree

pytest_plugins = ("xingtan.kernel.testing.fixtures",)

ROOT = Path(__file__).resolve().parent
HOME = ROOT / "var" / "test"


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process starts the embedded server; the workers find it in the environment."""
    if not hasattr(config, "workerinput"):
        compile_all()
    if os.environ.get("DATABASE_URL") or config.option.collectonly:
        return
    tree = _free_tree()
    config.add_cleanup(tree.close)
    os.environ["DATABASE_URL"] = tree.start_database(is_durable=False).address()


def _free_tree() -> Tree:
    """A home for the server that no other test run uses at this moment."""
    for home in (HOME, *(HOME.with_name(f"test-{number}") for number in range(2, 10))):
        try:
            return Tree(replace(Config.read(), home=home, is_embedded=True))
        except AlreadyRunning:
            continue
    raise pytest.UsageError("Nine test runs use this checkout already.")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class TestDatabases:
    """Makes the template and its clones, through a connection of its own to the server of the settings."""

    __test__ = False

    def __init__(self, settings: dict[str, Any]) -> None:
        self.server = {
            "host": settings["HOST"],
            "port": settings["PORT"] or None,
            "user": settings["USER"],
            "password": settings["PASSWORD"] or None,
        }
        self.base = settings["NAME"] or "xingtan"
        self.template = f"template_{self.base}_{_hash_of_migrations()}"

    def run(self, statement: str, *names: str) -> list[Any]:
        with psycopg.connect(**self.server, dbname="postgres", autocommit=True) as connection:
            cursor = connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
            return cursor.fetchall() if cursor.description else []

    def names(self) -> set[str]:
        return {row[0] for row in self.run("SELECT datname FROM pg_database")}

    def build_template(self) -> None:
        """Migrate a fresh database, then give it the template's name: half a template is never taken for one."""
        unfinished = f"{self.template}_unfinished"
        self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", unfinished)
        self.run("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'", unfinished)
        _migrate(unfinished)
        self.run("ALTER DATABASE {} RENAME TO {}", unfinished, self.template)
        for name in self.names():
            if name.startswith(f"template_{self.base}_") and name != self.template:
                self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def clone(self, name: str) -> None:
        with _one_at_a_time():
            if self.template not in self.names():
                self.build_template()
            self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
            self.run("CREATE DATABASE {} TEMPLATE {}", name, self.template)


def _hash_of_migrations() -> str:
    total = hashlib.sha256((ROOT / "uv.lock").read_bytes())
    for path in sorted((ROOT / "src").rglob("migrations/*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()[:10]


def _migrate(name: str) -> None:
    from django.core.management import call_command
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name
    call_command("migrate", interactive=False, verbosity=0)
    connection.close()


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """One clone for this process, and a fresh one after every test that really commits.

    Such tests would otherwise end with empty tables, without the rows that migrations put there.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    from xingtan.project import env

    with django_db_blocker.unblock():
        given = env.database("DATABASE_URL", HOME, doc="postgresql://… of a server (15 or newer).")
        settings = connection.settings_dict
        settings.update({key: given[key] for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME", "OPTIONS")})
        settings["CONN_MAX_AGE"] = 0
        databases = TestDatabases(given)
        name = f"test_{databases.base}_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{os.getpid()}"
        databases.clone(name)
        settings["NAME"] = name

        def start_afresh(self: Any) -> None:
            connection.close()
            databases.clone(name)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(TransactionTestCase, "_fixture_teardown", start_afresh)
            yield
        connection.close()
        databases.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@pytest.fixture(autouse=True)
def _source_language() -> None:
    """Every test begins in Chinese: a request in English leaves its language behind in the thread."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium for journeys; missing under CI=true it is a failure, elsewhere a skip."""
    from deploy.browser import find_chromium

    path = find_chromium()
    if path is None and os.environ.get("CI") == "true":
        pytest.fail("No Chromium found. Try: sudo apt-get install chromium fonts-noto-cjk")
    if path is None:
        pytest.skip("no Chromium on this machine")
    return path


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real material, XINGTAN_SAMPLES; missing under CI=true it is a failure, elsewhere a skip."""
    given = os.environ.get("XINGTAN_SAMPLES", "")
    if given and Path(given).is_dir():
        return Path(given)
    if os.environ.get("CI") == "true":
        pytest.fail("XINGTAN_SAMPLES does not name a folder. Try: XINGTAN_SAMPLES=../shared/data make test")
    pytest.skip("XINGTAN_SAMPLES is not set")
