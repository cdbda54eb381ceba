"""A real installation in a folder of its own: real processes, started and killed as at a person's machine."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psycopg

from xingtan.project.postgres import EmbeddedServer

ROOT = Path(__file__).resolve().parents[2]
READY = re.compile(r"is ready: (http://\S+)")


def remove_outside(server: EmbeddedServer) -> None:
    """Take away the folders of a server that lie outside its home: root's data, a socket under /tmp."""
    for folder in (server.base, server.socket):
        if server.home not in folder.parents:
            shutil.rmtree(folder, ignore_errors=True)


class Terminal:
    """The window a program runs in: reads what is printed, so that the writer never waits, until it is closed."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._is_closing = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while not self._is_closing.is_set():
            if select.select([self._descriptor], [], [], 0.1)[0]:
                try:
                    os.read(self._descriptor, 4096)
                except OSError:  # nobody is left at the other end
                    return

    def close(self) -> None:
        """A descriptor that somebody still reads is not closed, so the reader goes first."""
        self._is_closing.set()
        self._reader.join()
        os.close(self._descriptor)


class Installation:
    """One XINGTAN_HOME and, while it runs, its supervisor."""

    def __init__(self, home: Path, *, is_demo: bool = False, user: dict[str, Any] | None = None, **env: str) -> None:
        self.home = home
        self.output = home.with_name(home.name + ".out")
        self.user = user or {}
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PORT", "PYTHONPATH")}
        self.env = {
            **kept,
            "XINGTAN_HOME": str(home),
            "DEMO": "1" if is_demo else "0",
            "DJANGO_SETTINGS_MODULE": "xingtan.project.settings",
            **env,
        }
        self.supervisor: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.output.open("wb") as output:
            self.supervisor = subprocess.Popen(
                [sys.executable, "-m", "xingtan.project.cli", "up"],
                cwd="/",
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self.user,
            )

    def start_in_terminal(self) -> Terminal:
        """Start it in the foreground of a terminal of its own."""
        command = f"exec {shlex.quote(sys.executable)} -m xingtan.project.cli up | tee {shlex.quote(str(self.output))}"
        self.output.write_text("")
        pid, descriptor = pty.fork()
        if pid == 0:
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
            os.execve("/bin/sh", ["/bin/sh", "-c", command], self.env)
        return Terminal(descriptor)

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def wait_until_ready(self, patience_s: float = 240.0) -> str:
        """The address; raises with everything that was said when the start ends or takes too long."""
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            if found := READY.search(self.said()):
                return found.group(1)
            if self.supervisor and self.supervisor.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"not ready:\n{self.said()}")

    def signal(self, number: int) -> None:
        assert self.supervisor
        self.supervisor.send_signal(number)
        self.supervisor.wait(timeout=15)

    def stop(self) -> None:
        """As Ctrl-C does: to the whole group in the foreground, which is `make` too where it was typed."""
        if self.supervisor and self.supervisor.poll() is None:
            os.killpg(self.supervisor.pid, signal.SIGINT)
            self.supervisor.wait(timeout=15)

    def remove(self) -> None:
        """Stop it, and take away what it keeps outside its home when root runs it."""
        self.stop()
        remove_outside(self.server())

    def processes(self) -> list[int]:
        """Every live process of it: by the home in its environment, or by the data folder it works in."""
        found = []
        marks = {f"XINGTAN_HOME={self.home}".encode(), f"XINGTAN_HOME={self.home.resolve()}".encode()}
        data = str(self.server().data)
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                is_ours = os.readlink(entry / "cwd") == data or marks & set(
                    (entry / "environ").read_bytes().split(b"\0")
                )
                if is_ours and (entry / "stat").read_text().rpartition(")")[2].split()[0] != "Z":
                    found.append(int(entry.name))
            except OSError:
                continue
        return found

    def wait_until_gone(self, patience_s: float = 10.0) -> float:
        """Seconds until no process was left; raises after `patience_s`."""
        started = time.monotonic()
        while left := self.processes():
            if time.monotonic() - started > patience_s:
                commands = [Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ") for pid in left]
                raise AssertionError(f"still there after {patience_s} s: {commands}")
            time.sleep(0.05)
        return time.monotonic() - started

    def server(self) -> EmbeddedServer:
        return EmbeddedServer(self.home)

    def connect(self) -> psycopg.Connection[Any]:
        return self.server().connect(user="xingtan", database="xingtan")
