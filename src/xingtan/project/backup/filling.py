"""Filling a database whose tables stand with the rows of an archive, in the caller's transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import sql

from xingtan.project.backup import database
from xingtan.project.backup.checking import table_blocks
from xingtan.project.backup.database import Connection
from xingtan.project.backup.manifest import Manifest
from xingtan.project.backup.progress import Progress
from xingtan.project.backup.reading import Reader
from xingtan.project.backup.refusals import BackupTrouble

BOUND = re.compile(r"FOR VALUES FROM \('([0-9 :.+-]{1,40})'\) TO \('([0-9 :.+-]{1,40})'\)")
FOREIGN_KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conparentid = 0 AND connamespace = 'public'::regnamespace ORDER BY 1, 2
"""
TRIGGERS = """
SELECT t.tgrelid::regclass::text, quote_ident(t.tgname) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgenabled = 'O' AND c.relnamespace = 'public'::regnamespace ORDER BY 1, 2
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND NOT i.indisunique
AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid) ORDER BY 1
"""


class WrongShape(BackupTrouble):
    """The tables here are not those of the archive."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The database has not the shape of the archive: {what}\n  Try: the version that made it")


def fill(connection: Connection, reader: Reader, manifest: Manifest, progress: Progress) -> None:
    """Put every row of the archive in place of whatever the tables hold. Nothing is committed here.

    Triggers do not fire and foreign keys are checked at the end: the rows come as they were.

    Raises:
        WrongShape: a table, column or sequence of the archive is not here, or one here is not in the archive.
    """
    here = {table.name: table for table in database.tables(connection)}
    if difference := sorted(here.keys() ^ {table.name for table in manifest.tables}):
        raise WrongShape(f"table {difference[0]}.")
    with progress.step("filling the database") as said, _bare_tables(connection):
        _run(connection, "TRUNCATE {}", *here)
        _make_partitions(connection, manifest)
        done = 0
        for table in manifest.tables:
            if set(table.columns) != set(here[table.name].columns):
                raise WrongShape(f"columns of {table.name}.")
            columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
            with connection.cursor() as cursor, cursor.copy(statement) as copy:
                for block in table_blocks(reader, table):
                    copy.write(block)
            done += table.rows
            progress.at(done, manifest.rows, "rows")
        _set_sequences(connection, manifest)
        said += [f"{len(manifest.tables)} tables", f"{done:,} rows"]


@contextmanager
def _bare_tables(connection: Connection) -> Iterator[None]:
    """Tables without triggers, foreign keys and the indexes that only make reading quick; all back afterwards."""
    triggers = connection.execute(TRIGGERS).fetchall()
    foreign_keys = connection.execute(FOREIGN_KEYS).fetchall()
    indexes = connection.execute(INDEXES).fetchall()
    for table, name in triggers:
        _plain(connection, f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    for table, name, _definition in foreign_keys:
        _plain(connection, f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _definition in indexes:
        _plain(connection, f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        _plain(connection, definition)
    for table, name, definition in foreign_keys:
        _plain(connection, f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    left = {(table, name) for table, name in triggers} & _existing_triggers(connection)
    for table, name in sorted(left):
        _plain(connection, f"ALTER TABLE {table} ENABLE TRIGGER {name}")


def _existing_triggers(connection: Connection) -> set[tuple[str, str]]:
    return set(connection.execute(TRIGGERS.replace("t.tgenabled = 'O'", "t.tgenabled = 'D'")).fetchall())


def _make_partitions(connection: Connection, manifest: Manifest) -> None:
    """The ranges of the archive instead of those that are here; the tables are empty at this moment."""
    here = database.partitions(connection)
    if here.keys() != manifest.partitions.keys():
        raise WrongShape("other tables are partitioned.")
    for parent, children in here.items():
        for child, bound in children.items():
            if bound != "DEFAULT" and manifest.partitions[parent].get(child) != bound:
                _run(connection, "DROP TABLE {}", child)
    for parent, children in manifest.partitions.items():
        for child, bound in children.items():
            if here[parent].get(child) == bound:
                continue
            limits = BOUND.fullmatch(bound)
            if limits is None:
                raise WrongShape(f"partition {child}.")
            connection.execute(
                sql.SQL("CREATE TABLE {} PARTITION OF {} FOR VALUES FROM ({}) TO ({})").format(
                    sql.Identifier(child), sql.Identifier(parent), sql.Literal(limits[1]), sql.Literal(limits[2])
                )
            )


def _set_sequences(connection: Connection, manifest: Manifest) -> None:
    here = database.sequences(connection)
    if difference := sorted(here.keys() ^ manifest.sequences.keys()):
        raise WrongShape(f"sequence {difference[0]}.")
    for name, (value, is_called) in manifest.sequences.items():
        connection.execute("SELECT setval(quote_ident(%s)::regclass, %s, %s)", [name, value, is_called])


def _run(connection: Connection, statement: str, *names: str) -> None:
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    connection.execute(sql.SQL(statement).format(listed))


def _plain(connection: Connection, statement: str) -> None:
    """A statement of names and definitions that the server itself has just quoted."""
    connection.execute(statement.encode())
