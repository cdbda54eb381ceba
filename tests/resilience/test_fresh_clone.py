"""One command on a fresh clone, in a path with a space and Chinese, ends at a warm sign-in page with accounts."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.resilience.installation import ROOT, Installation

pytestmark = pytest.mark.slow

MADE = {".venv/", "node_modules/", "var/", "src/xingtan/kernel/ui/static/", "src/xingtan/engines/papers/fonts/"}
MOST_MEGABYTES = 900
LONGEST_START_S = 240


@pytest.fixture
def clone(open_folder: Path) -> Iterator[Installation]:
    place = open_folder / "a clone 杏坛"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(place)], check=True)
    made = Installation(place / "var", is_demo=True)
    made.output = open_folder / "make.out"
    yield made
    made.remove()


def bare(clone: Installation) -> dict[str, str]:
    """The environment of somebody who has set nothing."""
    return {name: value for name, value in clone.env.items() if not name.startswith(("XINGTAN_", "DJANGO_", "DEMO"))}


def make_run(clone: Installation) -> tuple[str, float]:
    """`make run` as a person types it, with nothing set. Returns the address and the seconds until it was announced."""
    started = time.monotonic()
    with clone.output.open("wb") as output:
        clone.supervisor = subprocess.Popen(
            ["make", "run"],
            cwd=clone.home.parent,
            env=bare(clone),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return clone.wait_until_ready(LONGEST_START_S + 60), time.monotonic() - started


def megabytes(folder: Path) -> float:
    """Room taken on the disk."""
    return int(subprocess.run(["du", "-sk", str(folder)], capture_output=True, check=True).stdout.split()[0]) / 1024


def test_one_command_is_enough_and_the_second_start_is_quick(clone: Installation) -> None:
    folder = clone.home.parent

    url, first_s = make_run(clone)
    with urllib.request.urlopen(f"{url}/sign-in/", timeout=30) as page:
        status = page.status
    command = [str(folder / ".venv/bin/xingtan"), "demo", "accounts", "--json"]
    listed = subprocess.run(command, env=bare(clone), capture_output=True, check=True)
    accounts = json.loads(listed.stdout)
    said = clone.said()
    clone.stop()
    clone.wait_until_gone()
    url, second_s = make_run(clone)
    clone.stop()

    new = subprocess.run(
        ["git", "status", "--porcelain", "--ignored"], cwd=folder, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    strays = [line for line in new if line[3:] not in MADE and not line.endswith((".mo", "__pycache__/", '.mo"'))]
    print(f"first start {first_s:.0f} s, second {second_s:.1f} s, {megabytes(folder):.0f} MB")
    assert status == 200
    assert {"role", "name", "password", "organisation"} <= set(accounts[0])
    assert all(account["password"] in said for account in accounts)
    assert strays == []
    assert first_s < LONGEST_START_S
    assert megabytes(folder) < MOST_MEGABYTES
    assert second_s < first_s
