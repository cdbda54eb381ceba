"""Stopping whatever runs an installation, for as long as something must not be disturbed, and starting it again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from xingtan.project.supervisor.config import Config
from xingtan.project.supervisor.tree import database_at_hand, holder_of

UNITS = ("xingtan-web", "xingtan-worker")
PATIENCE_S = 120.0


class UpgradeStopped(SystemExit):
    """It did not go through. The sentence says how far it came and how to get back."""


@dataclass(frozen=True)
class Found:
    """How the installation runs: units of systemd, the process of a supervisor, or not at all."""

    units: tuple[str, ...] = ()
    supervisor: int | None = None


def how_it_runs(config: Config) -> Found:
    """Units that are active; else the supervisor that holds the lock of this home. To be asked before taking it."""
    if shutil.which("systemctl"):
        active = tuple(unit for unit in UNITS if systemctl("is-active", "--quiet", unit))
        if active:
            return Found(units=active)
    return Found(supervisor=holder_of(config))


def systemctl(*words: str) -> bool:
    """Ask systemd, as root where this process came from root."""
    before = os.geteuid()
    os.seteuid(os.getuid())
    try:
        command = ["systemctl", *words]
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    finally:
        os.seteuid(before)


@contextmanager
def standing_still(found: Found, config: Config) -> Iterator[None]:
    """Nobody works while this lasts: workers finish the step they are at. The database answers.

    Units are started again in any case; a supervisor is not, since it belongs to a terminal.
    """
    if found.units:
        print(f"- stopping {' and '.join(found.units)}", flush=True)
        if not systemctl("stop", *found.units):
            raise UpgradeStopped(f"systemd does not stop {' and '.join(found.units)}.\n  Try: the same command as root")
    elif found.supervisor:
        print(f"- stopping the supervisor (process {found.supervisor})", flush=True)
        _stop(found.supervisor, config)
    try:
        with database_at_hand(config):
            yield
    finally:
        if found.units and not systemctl("start", *found.units):
            print(f"NOT started: {' '.join(found.units)}\n    Try: journalctl -u {found.units[0]} -n 50")


def _stop(process: int, config: Config) -> None:
    try:
        os.kill(process, signal.SIGTERM)
    except PermissionError:
        raise UpgradeStopped("The supervisor belongs to somebody else.\n  Try: the same command as its user") from None
    deadline = time.monotonic() + PATIENCE_S
    while holder_of(config) is not None:
        if time.monotonic() > deadline:
            raise UpgradeStopped("The supervisor does not end.\n  Try: Ctrl-C where it runs, then the same again")
        time.sleep(0.2)
