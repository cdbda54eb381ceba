"""Real processes killed at random moments lose no acknowledged row and never keep the next start from working."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.resilience.installation import Installation

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes through /proc"),
]

KILLS_WHILE_STARTING = 6
KILLS_WHILE_WRITING = 4
VOLATILE = ("_at", "password", "digest", "sealed", "cipher", "token", "key", "uuid", "session", "hash", "index")
NOT_FACTS = ("django_", "procrastinate", "events_", "audit_", "pghistory", "auth_", "axes_", "tasks_", "resilience")


@pytest.fixture
def homes(open_folder: Path) -> Iterator[list[Installation]]:
    made = [Installation(open_folder / name, is_demo=True) for name in ("undisturbed", "disturbed")]
    yield made
    for installation in made:
        installation.remove()


def facts(connection: psycopg.Connection[Any]) -> dict[str, tuple[int, str]]:
    """Of each table the number of rows and a sum over their words and dates, in whatever order they were written."""
    found = {}
    columns = connection.execute(
        "SELECT table_name, array_agg(column_name::text ORDER BY column_name) FROM information_schema.columns "
        "WHERE table_schema = 'public' AND data_type IN ('character varying', 'text', 'date', 'boolean') "
        "GROUP BY table_name ORDER BY table_name"
    ).fetchall()
    for table, names in columns:
        if table.startswith(NOT_FACTS):
            continue
        stable = [name for name in names if not any(mark in name for mark in VOLATILE) and name != "path"]
        row = sql.SQL(" || '|' || ").join(sql.SQL("coalesce({}::text, '')").format(sql.Identifier(n)) for n in stable)
        statement = sql.SQL("SELECT count(*), coalesce(sum(hashtextextended({}, 0)), 0)::text FROM {}")
        counted = connection.execute(statement.format(row if stable else sql.Literal(""), sql.Identifier(table)))
        found[table] = counted.fetchone()
    return found  # type: ignore[return-value]


def test_kills_while_starting_leave_the_same_district(homes: list[Installation]) -> None:
    seed = int(os.environ.get("XINGTAN_SEED") or random.SystemRandom().randrange(10**6))
    print(f"seed {seed} (XINGTAN_SEED={seed} repeats these moments)")
    moments = random.Random(seed)
    undisturbed, disturbed = homes
    started = time.monotonic()
    undisturbed.start()
    undisturbed.wait_until_ready()
    whole_start_s = time.monotonic() - started
    with undisturbed.connect() as connection:
        expected = facts(connection)
    undisturbed.stop()

    for _ in range(KILLS_WHILE_STARTING):
        disturbed.start()
        time.sleep(moments.uniform(0.2, whole_start_s))
        disturbed.signal(signal.SIGKILL)
        disturbed.wait_until_gone()
    disturbed.start()
    disturbed.wait_until_ready()
    with disturbed.connect() as connection:
        found = facts(connection)

    assert sum(rows for rows, _ in expected.values()) > 1000
    assert found == expected


def test_kills_while_writing_lose_no_acknowledged_row(homes: list[Installation]) -> None:
    seed = int(os.environ.get("XINGTAN_SEED") or random.SystemRandom().randrange(10**6))
    print(f"seed {seed} (XINGTAN_SEED={seed} repeats these moments)")
    moments = random.Random(seed)
    installation = homes[0]
    installation.env["DEMO"] = "0"
    acknowledged: list[int] = []

    for _ in range(KILLS_WHILE_WRITING):
        installation.start()
        installation.wait_until_ready()
        writers = [threading.Thread(target=_write, args=(installation, acknowledged, part)) for part in range(3)]
        for writer in writers:
            writer.start()
        time.sleep(moments.uniform(0.5, 2.0))
        _kill_one(installation, moments)
        for writer in writers:
            writer.join(timeout=30)
        installation.wait_until_gone()
    installation.start()
    installation.wait_until_ready()
    with installation.connect() as connection:
        kept = {row[0] for row in connection.execute("SELECT number FROM resilience_rows")}

    assert len(acknowledged) > 100
    assert set(acknowledged) <= kept
    assert len(kept - set(acknowledged)) <= 3 * KILLS_WHILE_WRITING  # committed, but killed before saying so


def _write(installation: Installation, acknowledged: list[int], part: int) -> None:
    """Write row after row, each committed; note a number only once the server has said so."""
    try:
        with installation.connect() as connection:
            connection.execute("SET lock_timeout = '20s'")
            connection.execute("CREATE TABLE IF NOT EXISTS resilience_rows (number bigint PRIMARY KEY)")
            while True:
                number = len(acknowledged) * 10 + part + time.monotonic_ns()
                connection.execute("INSERT INTO resilience_rows VALUES (%s)", [number])
                acknowledged.append(number)
    except psycopg.Error:
        return


def _kill_one(installation: Installation, moments: random.Random) -> None:
    """Kill the supervisor; half of the time the database server's first process a moment before it."""
    if moments.random() < 0.5:
        pid = int((installation.server().data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
    installation.signal(signal.SIGKILL)
