"""The database of an archive: what stands in it within one snapshot, and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from procrastinate.contrib.django.utils import connector_params
from psycopg import sql

from xingtan.project.backup.rows import blocks_of

Connection = psycopg.Connection[Any]

# What is printed must not depend on how a role or a server is set up.
FIXED = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "client_encoding": "UTF8",
    "search_path": "public",
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "row_security": "off",
}
TABLES = """
SELECT c.relname, c.relkind = 'p', array_agg(a.attname ORDER BY a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
GROUP BY c.oid ORDER BY c.relname
"""
PARTITIONS = """
SELECT parent.relname, child.relname, pg_get_expr(child.relpartbound, child.oid)
FROM pg_inherits i JOIN pg_class parent ON parent.oid = i.inhparent JOIN pg_class child ON child.oid = i.inhrelid
WHERE parent.relnamespace = 'public'::regnamespace AND child.relispartition
AND child.relkind IN ('r', 'p') ORDER BY 1, 2
"""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A table of the database as it is now."""

    name: str
    is_partitioned: bool
    columns: tuple[str, ...]


@contextmanager
def connected() -> Iterator[Connection]:
    """A connection beside Django's own, to the database of the settings."""
    with psycopg.connect(**connector_params()) as connection:
        yield connection


def fix(connection: Connection) -> None:
    """Have this transaction print values the same way everywhere. Holds through a pooler too."""
    for name, value in FIXED.items():
        connection.execute("SELECT set_config(%s, %s, true)", [name, value])


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A transaction that sees one moment of the whole database, and keeps its tables from being dropped meanwhile."""
    with connected() as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        fix(connection)
        names = [table.name for table in tables(connection)]
        if names:
            listed = sql.SQL(", ").join(map(sql.Identifier, names))
            connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(listed))
        yield connection


def tables(connection: Connection) -> list[Found]:
    """Every table, a partitioned one once."""
    return [
        Found(name=name, is_partitioned=is_partitioned, columns=tuple(columns))
        for name, is_partitioned, columns in connection.execute(TABLES).fetchall()
    ]


def partitions(connection: Connection) -> dict[str, dict[str, str]]:
    """Bounds of each partition, by table."""
    found: dict[str, dict[str, str]] = {}
    for parent, child, bound in connection.execute(PARTITIONS).fetchall():
        found.setdefault(parent, {})[child] = bound
    return found


def sequences(connection: Connection) -> dict[str, tuple[int, bool]]:
    """Last value of each sequence and whether it was handed out.

    Sequences stand outside of snapshots: read after it, each is at least as far as the rows seen.
    """
    names = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace ORDER BY relname"
    ).fetchall()
    found = {}
    for (name,) in names:
        row = connection.execute(
            sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name))
        ).fetchone()
        assert row
        found[name] = (row[0], row[1])
    return found


def rows_of(connection: Connection, table: Found, columns: tuple[str, ...] | None = None) -> Iterator[bytes]:
    """The rows of a table as text of COPY, in blocks of whole lines."""
    wanted = sql.SQL(", ").join(map(sql.Identifier, columns or table.columns))
    name = sql.Identifier(table.name)
    source = sql.SQL("(SELECT {} FROM {})" if table.is_partitioned else "{1} ({0})").format(wanted, name)
    with connection.cursor() as cursor, cursor.copy(sql.SQL("COPY {} TO STDOUT").format(source)) as copy:
        yield from blocks_of(copy)


def estimated_rows(connection: Connection) -> int:
    """About how many rows there are, for the progress shown."""
    row = connection.execute(
        "SELECT coalesce(sum(greatest(reltuples, 0)), 0)::bigint FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    ).fetchone()
    assert row
    return int(row[0])


def migrations(connection: Connection) -> tuple[tuple[str, str], ...]:
    """What has been applied, sorted; nothing in a database that was never migrated."""
    row = connection.execute("SELECT to_regclass('public.django_migrations')").fetchone()
    if row is None or row[0] is None:
        return ()
    found = connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
    return tuple((app, name) for app, name in found)
