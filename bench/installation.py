"""An installation only for measuring: a database made and dropped here, and the product's own web server on it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bench import kept, processes
from xingtan.project.supervisor import ports
from xingtan.project.supervisor.children import Child, environment, last_lines
from xingtan.project.supervisor.config import ROOT, Config
from xingtan.project.supervisor.tree import Tree
from xingtan.project.supervisor.up import granian

PREFIX = "xingtan_bench_"
CITY = "city"
LOCAL_HOSTS = ("", "localhost", "127.0.0.1", "::1")
WEB_WORKERS = 2


class BenchTrouble(SystemExit):
    """Nothing can be measured. The sentence says why and what to try."""


@dataclass
class Installation:
    """A running district. CPU time is read of `web` and of PostgreSQL's processes for this database."""

    size: str
    port: int
    web: int
    address: str
    accounts: dict[str, dict[str, Any]]
    load_s: float
    serve: Callable[[str], AbstractContextManager[tuple[int, int]]]

    def query(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Asked from outside, over the server's own database, when `pg_stat_activity` is enough; else inside."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            return connection.execute(statement, values).fetchall()  # type: ignore[arg-type]

    def backends(self) -> set[int]:
        """PostgreSQL's processes that work for this database, ours apart."""
        rows = self.query(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return {row[0] for row in rows}

    def cpu_ms(self) -> tuple[float, float]:
        """Web server and database, so far."""
        return processes.cpu_ms(processes.tree_of(self.web)), processes.cpu_ms(self.backends())

    def described(self) -> str:
        """How many people, how large, how long it took to load."""
        [(people, size)] = self.query(
            "SELECT (SELECT count(*) FROM persons_person), pg_size_pretty(pg_database_size(current_database()))"
        )
        loaded = f"loaded in {self.load_s:.1f} s" if self.load_s else "copied from the one kept"
        return f"{people:,} people, {size}, {loaded}"

    @contextmanager
    def serving(self, application: str) -> Iterator[Installation]:
        """The same database behind another application, on a port of its own."""
        with self.serve(application) as (port, web):
            yield replace(self, port=port, web=web)


def renamed(address: str, database: str) -> str:
    """The same server, another database."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, f"/{database}", parts.query, ""))


@contextmanager
def server(home: Path) -> Iterator[tuple[Tree, str]]:
    """The server of DATABASE_URL, or an embedded one of our own; its address with the right to make databases."""
    given = os.environ.get("DATABASE_URL", "")
    if given and urlsplit(given).hostname not in (None, *LOCAL_HOSTS):
        raise BenchTrouble(
            "CPU time can only be read where PostgreSQL runs on this machine.\n"
            "  Try: the same command without DATABASE_URL, on the embedded server"
        )
    tree = Tree(replace(Config.read(), home=home, is_embedded=not given, web_workers=WEB_WORKERS, listen="127.0.0.1"))
    try:
        if given:
            yield tree, renamed(given, "postgres")
            return
        embedded = tree.start_database()
        address = embedded.address()
        _drop_leftovers(address)
        yield tree, address
    finally:
        tree.close()


def _drop_leftovers(address: str) -> None:
    """What a bench that was killed left on our own server; the home's lock says that none runs now."""
    with psycopg.connect(address, autocommit=True) as connection:
        for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall():
            if name.startswith(PREFIX):
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def database(address: str, size: str, template: str = "template0") -> Iterator[str]:
    """A database of our own, gone afterwards: empty, or a copy of one that was kept."""
    name = f"{PREFIX}{size}_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as connection:
        made = sql.SQL(
            "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        )
        connection.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
        # Parallel workers come and go with their CPU time; without them all of it stands in the backends.
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET max_parallel_workers_per_gather = 0").format(sql.Identifier(name))
        )
    try:
        yield renamed(address, name)
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def installed(size: str, home: Path) -> Iterator[Installation]:
    """The district of one size, loaded and served."""
    with server(home) as (tree, administration), _loaded(administration, size, home) as (address, load_s):
        variables = environment(home, {"DATABASE_URL": address})
        accounts = json.loads(_django(variables, "demo_accounts", "--json"))

        @contextmanager
        def serve(application: str = "") -> Iterator[tuple[int, int]]:
            port = ports.choose("127.0.0.1", 0, None).number
            command = [sys.executable, *granian(tree.config, port)]
            if application:
                command[-1] = application
            options = {"env": variables, "cwd": ROOT}
            log = home / "log" / "web.log"
            web = Child(name="web", command=lambda: (command, options), log=log, guard=tree.guard)
            tree.children.append(web)
            web.start()
            _await(web, port)
            assert web.pid is not None
            yield port, web.pid
            web.ask_to_stop()
            web.finish(time.monotonic() + 4)
            tree.children.remove(web)

        with serve() as (port, web):
            yield Installation(
                size=size,
                port=port,
                web=web,
                address=address,
                accounts={account["role_code"]: account for account in accounts},
                load_s=load_s,
                serve=serve,
            )


@contextmanager
def _loaded(administration: str, size: str, home: Path) -> Iterator[tuple[str, float]]:
    """Address of a database with the district of this size, and how long loading took; 0.0 for a copy."""
    if size != CITY:
        with database(administration, size) as address:
            yield address, load(address, size, home)
        return
    name, load_s = kept.city(administration, lambda: database(administration, size), lambda at: load(at, size, home))
    with database(administration, size, template=name) as address:
        yield address, load_s


def load(address: str, size: str, home: Path) -> float:
    """Prepare an empty database and load the district; returns the seconds of loading."""
    variables = environment(home, {"DATABASE_URL": address})
    _django(variables | {"DEMO": "0"}, "prepare")
    started = time.monotonic()
    _django(variables, "load_demo", "--size", size)
    load_s = time.monotonic() - started
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")  # autovacuum does it within a minute or so, in the middle of measuring
    return load_s


def _django(variables: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "django", *arguments], cwd=ROOT, env=variables, capture_output=True, text=True
    )
    if done.returncode:
        raise BenchTrouble(f"{done.stdout}{done.stderr}\n{arguments[0]} failed.\n  Try: make run")
    return done.stdout


def _await(web: Child, port: int) -> None:
    started, warm = time.monotonic(), 0
    while warm < 4 * WEB_WORKERS:
        if not web.is_alive() or time.monotonic() - started > 90:
            raise BenchTrouble(f"{last_lines(web.log)}\nThe web server does not answer.\n  Try: less '{web.log}'")
        status = ports.status_of("127.0.0.1", port, "/sign-in/")
        warm += status == 200
        if status is None:
            time.sleep(0.1)
