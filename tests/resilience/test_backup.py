"""A running installation is backed up, and its archive comes back on another server, newer or older, row for row."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.resilience.installation import Installation

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes through /proc"),
]

XINGTAN = [sys.executable, "-m", "xingtan.project.cli"]
KILLS = 5


@pytest.fixture
def installations(open_folder: Path) -> Iterator[list[Installation]]:
    made = [Installation(open_folder / name, is_demo=True) for name in ("first", "second", "third")]
    yield made
    for installation in made:
        installation.remove()


def call(installation: Installation, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*XINGTAN, *words], cwd="/", env=installation.env, capture_output=True, text=True, **more)


def give(folder: Path, to: Path) -> None:
    """Carry the keys to another installation, as its administrator does."""
    shutil.copytree(folder, to)
    for path in (to, *to.iterdir()):
        path.chmod(0o700 if path.is_dir() else 0o600)


def store_files(installation: Installation, count: int) -> None:
    """Put files into the store through the product's own door."""
    program = (
        "import django; django.setup()\n"
        "from xingtan.kernel.files import api\nfrom xingtan.kernel.scopes import system_actor\n"
        "from django.utils import timezone\n"
        f"for n in range({count}):\n"
        "    api.store([f'{n} '.encode() * 40000], actor=system_actor('test', on=timezone.localdate()),\n"
        "        holder=('person_avatar', 1), organisation_path='/1/', purpose='test', name='a.txt')\n"
    )
    subprocess.run([sys.executable, "-c", program], env=installation.env, check=True)


def test_a_backup_of_a_running_installation_goes_to_an_older_server_and_back(
    installations: list[Installation], database: str, open_folder: Path
) -> None:
    embedded, own_server, again = installations
    own_server.env["DATABASE_URL"] = database
    embedded.start()
    embedded.wait_until_ready()
    with embedded.connect() as connection:
        before = connection.execute("SELECT count(*) FROM files_storedfile").fetchone()[0]  # type: ignore[index]
    store_files(embedded, 20)

    first = call(embedded, "backup", "--to", str(open_folder / "first.tar"))
    embedded.stop()
    refused = call(own_server, "restore", str(open_folder / "first.tar"))
    shutil.rmtree(own_server.home)
    give(embedded.home / "keys", own_server.home / "keys")
    there = call(own_server, "restore", str(open_folder / "first.tar"))
    second = call(own_server, "backup", "--to", str(open_folder / "of-server"))
    give(embedded.home / "keys", again.home / "keys")
    back = call(again, "restore", str(next((open_folder / "of-server").iterdir())))
    whole = call(again, "backup", "compare", str(open_folder / "first.tar"))
    journal = call(again, "audit", "verify")

    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert f" {before + 20} files, " in first.stdout
    assert refused.returncode == 1 and "keys here are not those" in refused.stderr
    assert there.returncode == 0, there.stdout + there.stderr
    assert back.returncode == 0, back.stdout + back.stderr
    assert whole.returncode == 0 and "equal." in whole.stdout, whole.stdout
    assert "The chain is whole." in journal.stdout


def test_killed_backups_leave_nothing_that_is_called_a_backup(
    installations: list[Installation], open_folder: Path
) -> None:
    seed = int(os.environ.get("XINGTAN_SEED") or random.SystemRandom().randrange(10**6))
    print(f"seed {seed} (XINGTAN_SEED={seed} repeats these moments)")
    moments, installation, backups = random.Random(seed), installations[0], open_folder / "backups"
    installation.start()
    installation.wait_until_ready()
    store_files(installation, 200)
    started = time.monotonic()
    assert call(installation, "backup", "--to", str(open_folder / "whole")).returncode == 0
    whole_s = time.monotonic() - started

    for _ in range(KILLS):
        process = subprocess.Popen(
            [*XINGTAN, "backup", "--to", str(backups)], env=installation.env, stdout=subprocess.DEVNULL
        )
        time.sleep(moments.uniform(0.2, whole_s))
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=10)
    finished = call(installation, "backup", "--to", str(backups))
    installation.stop()

    found = sorted(path.name for path in backups.iterdir())
    assert finished.returncode == 0, finished.stderr
    assert found and all(name.startswith("xingtan-") for name in found)
    for name in found:
        checked = call(installation, "backup", "verify", str(backups / name))
        assert checked.returncode == 0, checked.stderr
