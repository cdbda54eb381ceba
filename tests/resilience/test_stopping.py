"""However an installation ends, no process of it is left within ten seconds and the next start works."""

from __future__ import annotations

import json
import os
import pwd
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.resilience.installation import ROOT, Installation
from xingtan.project.service_user import ServiceUser

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes through /proc"),
]


@pytest.fixture
def installation(open_folder: Path) -> Iterator[Installation]:
    made = Installation(open_folder / "a home 杏坛")
    yield made
    made.remove()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_and_the_next_start_works(installation: Installation, number: int) -> None:
    installation.start()
    installation.wait_until_ready()

    installation.signal(number)
    installation.wait_until_gone()

    installation.start()
    assert installation.wait_until_ready()


def test_a_closed_terminal_ends_everything(installation: Installation) -> None:
    terminal = installation.start_in_terminal()
    installation.wait_until_ready()

    terminal.close()
    seconds = installation.wait_until_gone()

    assert seconds < 10


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_has_everything_in_the_home(installation: Installation) -> None:
    """No system user, nothing outside the home: all of it is theirs."""
    somebody = pwd.getpwnam("games")
    if not ServiceUser(somebody.pw_uid, somebody.pw_gid).may(os.R_OK | os.X_OK, [Path(sys.executable), ROOT / "src"]):
        pytest.skip("other users do not reach this checkout or its Python")
    installation.home.mkdir()
    os.chown(installation.home, somebody.pw_uid, somebody.pw_gid)
    installation.user = {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}

    installation.start()
    installation.wait_until_ready()
    running = _processes_of(somebody.pw_uid)
    installation.signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while (left := _processes_of(somebody.pw_uid)) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert len(running) > 10
    assert left == []
    assert (installation.home / "postgres/data-18/PG_VERSION").exists()


def _processes_of(uid: int) -> list[str]:
    listed = subprocess.run(["ps", "-o", "stat=,args=", "-u", str(uid)], capture_output=True, text=True).stdout
    return [line for line in listed.splitlines() if not line.startswith("Z")]


def test_a_fallen_part_is_started_again(installation: Installation) -> None:
    installation.start()
    url = installation.wait_until_ready()
    supervisor = installation.supervisor
    assert supervisor is not None
    before = set(installation.processes()) - {supervisor.pid}

    for pid in before:
        with suppress(FileNotFoundError, ProcessLookupError):  # it went with one that was killed before it
            if b"guard.py" not in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
    found = _health_once_well(url)

    assert found["ok"], found
    assert supervisor.poll() is None


def test_health_answers_under_any_host(installation: Installation) -> None:
    installation.env["ALLOWED_HOSTS"] = "school.example"
    installation.start()
    url = installation.wait_until_ready()

    found = _health_once_well(url, host="10.9.8.7")

    assert {"database", "worker", "storage"} <= set(found)


def test_a_second_start_says_where_the_first_one_is(installation: Installation) -> None:
    installation.start()
    url = installation.wait_until_ready()
    second = Installation(installation.home)
    second.output = second.output.with_suffix(".second")

    second.start()
    assert second.supervisor is not None
    code = second.supervisor.wait(timeout=30)

    assert code == 1
    assert f"already running at {url}" in second.said()


def test_a_taken_port_is_refused_only_when_it_was_asked_for(installation: Installation, tmp_path: Path) -> None:
    installation.start()
    port = installation.wait_until_ready().rpartition(":")[2]

    asked = Installation(tmp_path / "asked", PORT=port)
    asked.start()
    assert asked.supervisor is not None
    code = asked.supervisor.wait(timeout=60)
    asked.wait_until_gone()
    asked.remove()
    free = Installation(tmp_path / "free")
    free.start()
    other = free.wait_until_ready().rpartition(":")[2]
    free.remove()

    assert (code, other != port) == (1, True)
    assert f"Port {port} is in use" in asked.said()


def _health_once_well(url: str, *, host: str = "localhost", tries: int = 150) -> dict[str, object]:
    """What /healthz says, asked again while something is just being started."""
    found: dict[str, object] = {"ok": False}
    for _ in range(tries):
        try:
            request = urllib.request.Request(f"{url}/healthz", headers={"Host": host})
            with urllib.request.urlopen(request, timeout=5) as answer:
                found = json.load(answer)
        except OSError as error:
            found = {"ok": False, "error": str(error)}
        if found["ok"]:
            return found
        time.sleep(0.2)
    return found
