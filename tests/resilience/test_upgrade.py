"""A running installation of an older version is brought to this one, and nothing of it is lost on the way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.resilience.installation import Installation

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes through /proc"),
]

XINGTAN = [sys.executable, "-m", "xingtan.project.cli"]


@pytest.fixture
def installation(open_folder: Path) -> Iterator[Installation]:
    made = Installation(open_folder / "home", is_demo=True)
    yield made
    made.remove()


def call(installation: Installation, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*XINGTAN, *words], cwd="/", env=installation.env, capture_output=True, text=True)


def make_older(installation: Installation) -> None:
    """As if the last migration of the demonstration's tables had not come yet."""
    with installation.connect() as connection:
        connection.execute("DROP TABLE demo_demoload")
        connection.execute("DELETE FROM django_migrations WHERE app = 'demo'")


def test_a_running_installation_is_upgraded_with_a_backup_first(installation: Installation) -> None:
    installation.env["DEMO"] = "0"
    installation.start()
    installation.wait_until_ready()
    make_older(installation)

    checked = call(installation, "upgrade", "--check")
    done = call(installation, "upgrade")
    assert installation.supervisor
    installation.supervisor.wait(timeout=15)
    again = call(installation, "upgrade", "--check")
    backups = [path.name for path in (installation.home / "backups").iterdir()]

    assert checked.returncode == 0 and "1 waiting (demo.0001" in checked.stdout, checked.stdout + checked.stderr
    assert done.returncode == 0, done.stdout + done.stderr
    assert "stopping the supervisor" in done.stdout and "are all there" in done.stdout
    assert "the sign-in page answers" in done.stdout
    assert "migrations: 0 waiting" in again.stdout and f"backup: {backups[0]}" in again.stdout
    installation.start()
    installation.wait_until_ready()


def test_a_database_of_a_newer_version_is_left_alone(installation: Installation) -> None:
    installation.env["DEMO"] = "0"
    installation.start()
    installation.wait_until_ready()
    with installation.connect() as connection:
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('persons', '9999_x', now())")

    refused = call(installation, "upgrade")

    assert refused.returncode == 1
    assert "persons.9999_x" in refused.stdout and "Nothing was changed" in refused.stderr
    assert installation.supervisor and installation.supervisor.poll() is None
