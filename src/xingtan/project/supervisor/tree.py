"""The tree of processes of one installation: its lock, its guard, the database below it."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from xingtan.project.postgres import DatabaseTrouble, EmbeddedServer
from xingtan.project.supervisor.children import Child, last_lines
from xingtan.project.supervisor.config import Config
from xingtan.project.supervisor.leash import Guard


class AlreadyRunning(SystemExit):
    """Another supervisor works in the same home."""


def say(text: str) -> None:
    """Print for whoever watches; a terminal that has been closed is no reason to stop in the middle."""
    try:
        print(text, flush=True)
    except OSError:
        pass


class Tree:
    """Holds the lock of a home and every process started below it; `close` leaves none."""

    def __init__(self, config: Config) -> None:
        self.config = config
        config.run.mkdir(parents=True, exist_ok=True)
        self._lock = self._take_lock(config.run / "supervisor.lock")
        self.stop_asked = False
        self.guard = Guard()
        self.children: list[Child] = []
        self.server: EmbeddedServer | None = None
        self.database: Child | None = None

    def _take_lock(self, path: Path) -> IO[str]:
        lock = path.open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            state = self.last_state()
            where = f" at {state['url']}" if state.get("url") else ""
            raise AlreadyRunning(f"Xingtan is already running{where}.\n  Try: Ctrl-C where it runs") from None
        return lock

    # --- what the last start left --------------------------------------------------------------------------------

    def last_state(self) -> dict[str, Any]:
        try:
            state: dict[str, Any] = json.loads((self.config.run / "state.json").read_text())
        except (OSError, ValueError):
            return {}
        return state

    def remember(self, **facts: Any) -> None:
        unfinished = self.config.run / "state.json.new"
        unfinished.write_text(json.dumps({"pid": os.getpid(), **facts}))
        unfinished.replace(self.config.run / "state.json")

    # --- signals -------------------------------------------------------------------------------------------------

    def listen_to_signals(self) -> None:
        def stop(number: int, frame: object) -> None:
            self.stop_asked = True

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop)

    # --- database ------------------------------------------------------------------------------------------------

    def start_database(self, *, is_durable: bool = True) -> EmbeddedServer:
        """Make and start the embedded server; try again while what a crash left is still going away."""
        self.server = server = EmbeddedServer(self.config.home, is_durable=is_durable)
        server.initialise()
        self.database = Child(
            name="database",
            command=server.command,
            log=self.config.log / "postgres.log",
            guard=self.guard,
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGQUIT,
        )
        self.await_database()
        server.prepare_database()
        return server

    def await_database(self) -> None:
        assert self.database and self.server
        for _ in range(20):
            self.server.clear_remains()
            self.database.start()
            if self.server.wait_until_it_answers(lambda: self.database.is_alive() and not self.stop_asked):
                return
            self.database.finish(time.monotonic())
            if self.stop_asked:
                raise KeyboardInterrupt
            time.sleep(0.5)
        log = self.config.log / "postgres.log"
        raise DatabaseTrouble(f"{last_lines(log)}\nThe embedded database does not start.\n  Try: less '{log}'")

    # --- the end -------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """End everything within ten seconds: first who uses the database, then the database."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + 4.0
        for child in self.children:
            child.finish(deadline)
        if self.database:
            self.database.ask_to_stop()
            self.database.finish(time.monotonic() + 3.5)
        self.guard.dismiss()
        self._lock.close()


def holder_of(config: Config) -> int | None:
    """The process of the supervisor that works in this home; None when nobody holds its lock."""
    try:
        with (config.run / "supervisor.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        state = json.loads((config.run / "state.json").read_text())
        return int(state["pid"])
    return None


@contextmanager
def database_at_hand(config: Config) -> Iterator[None]:
    """For commands: the running installation's database, or the embedded server for as long as the command lasts."""
    if not config.is_embedded:
        yield
        return
    try:
        tree = Tree(config)
    except AlreadyRunning:
        yield
        return
    try:
        tree.start_database()
        yield
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        tree.close()
