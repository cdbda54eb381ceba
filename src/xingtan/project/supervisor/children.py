"""One supervised process: started on the leash, restarted when it falls, ended with a limit."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xingtan.project.supervisor.leash import Guard, tied_to

LARGEST_LOG = 10_000_000


def open_log(path: Path) -> int:
    """A log file to append to; a large one is put aside first, one generation being kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_name(path.name + ".1"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)


@dataclass
class Child:
    """A process in a session of its own, so that Ctrl-C reaches only the supervisor, which ends it in order."""

    name: str
    command: Callable[[], tuple[list[str], dict[str, Any]]]
    log: Path
    guard: Guard
    stop_signal: int = signal.SIGTERM
    death_signal: int = signal.SIGKILL
    patience_s: float = 4.0
    _process: subprocess.Popen[bytes] | None = None
    _falls: list[float] = field(default_factory=list)

    def start(self) -> None:
        command, options = self.command()
        log = open_log(self.log)
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=tied_to(os.getpid(), self.death_signal),
                **options,
            )
        finally:
            os.close(log)
        self.guard.watch(self._process.pid)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def wait(self, *, until: Callable[[], bool] = lambda: False) -> int | None:
        """The exit code; None when `until` came true first."""
        assert self._process is not None
        while self._process.poll() is None:
            if until():
                return None
            time.sleep(0.05)
        self._end_group()
        return self._process.returncode

    def may_restart(self, *, within_s: float = 60.0, times: int = 5) -> bool:
        """Whether it has not fallen too often lately. Counts one fall."""
        now = time.monotonic()
        self._falls = [fall for fall in self._falls if now - fall < within_s] + [now]
        return len(self._falls) <= times

    def ask_to_stop(self) -> None:
        if self.is_alive():
            assert self._process is not None
            self._process.send_signal(self.stop_signal)

    def finish(self, deadline: float) -> None:
        """Wait until `deadline` (monotonic), then end whatever is left of it."""
        if self._process is None:
            return
        while self._process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        if self._process.poll() is None and self.death_signal != signal.SIGKILL:
            self._process.send_signal(self.death_signal)
            try:
                self._process.wait(timeout=2)
            except subprocess.TimeoutExpired:
                pass
        self._end_group()
        self._process.wait()

    def _end_group(self) -> None:
        assert self._process is not None
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        self.guard.forget(self._process.pid)


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a log file, for a person to read after a failure."""
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join("  | " + line for line in lines[-count:])


def environment(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """What every Python child gets: our settings module, our home as an absolute path, UTF-8 whatever the locale."""
    return {
        "DJANGO_SETTINGS_MODULE": "xingtan.project.settings",
        **os.environ,
        "XINGTAN_HOME": str(home),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        **(extra or {}),
    }
