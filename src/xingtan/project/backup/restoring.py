"""Putting an archive back: into an installation that is empty, or that somebody has named in so many words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection as django_connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph
from psycopg import sql

from xingtan.kernel.files import api as files
from xingtan.project import secrets
from xingtan.project.backup import database, filling, reading
from xingtan.project.backup.checking import Checked, Line, compare, verify
from xingtan.project.backup.database import Connection
from xingtan.project.backup.manifest import KEYS, Manifest, content_member, fingerprint, own_keys
from xingtan.project.backup.progress import Progress, size_text
from xingtan.project.backup.reading import CHUNK, Reader
from xingtan.project.backup.refusals import BackupTrouble

ASIDE = "xingtan_replaced"  # the schema of what is being replaced, until the new rows have been compared
TELLING = ("accounts_account", "persons_person", "organisations_organisation", "files_storedfile", "audit_auditentry")
Ask = Callable[[str], str]


class Differs(BackupTrouble):
    """What was put back is not what the archive holds. The database is as it was before."""


def restore(path: Path, *, progress: Progress, replace: bool = False, ask: Ask = input) -> tuple[Checked, list[Line]]:
    """Read the archive from end to end, put its rows and files back, compare everything, and only then keep it.

    Args:
        replace: throw away what is here; `ask` must then be answered with its name.
    Raises:
        BackupTrouble: the archive is refused, made by a newer version or with other keys; the installation is in
            use or not empty; or the comparison failed. The database is then as it was before.
    """
    with reading.opened(path) as reader:
        keys = _keys(reader)
        checked = verify(reader, progress, keys=keys)
        _check_version(checked.manifest)
        django_connection.close()
        with database.connected() as connection:
            _check_unused(connection)
            _put_back_interrupted(connection)
            name = _occupied_by(connection)
            is_further = bool(set(database.migrations(connection)) - set(checked.manifest.migrations))
        if name is not None:
            _confirm(name, replace, ask)
        _keep_keys(keys, checked.manifest)
        _restore_files(reader, checked, progress)
        with _room(is_needed=name is not None or is_further):
            lines = _restore_database(reader, checked, progress)
        if replace:
            _remove_strays(checked, progress)
    _migrate_onwards(progress)
    return checked, lines


def _keys(reader: Reader) -> dict[str, str]:
    """The archive's own keys where it holds them, else this installation's."""
    held = {name: f"keys/{name}" for name in KEYS if f"keys/{name}" in reader.names()}
    found = {name: reading.small(reader, member).decode("ascii", "replace") for name, member in held.items()}
    return found if len(found) == len(KEYS) else own_keys()


def _check_version(manifest: Manifest) -> None:
    loader = MigrationExecutor(django_connection).loader
    unknown = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in loader.disk_migrations]
    if unknown:
        raise BackupTrouble(
            f"The backup was made by a newer version ({manifest.version}): this one does not know {unknown[0]}.\n"
            "  Try: that version, and the same command again"
        )
    if not manifest.migrations:
        raise BackupTrouble("The backup is of a database that was never migrated; there is nothing to restore.")


def _check_unused(connection: Connection) -> None:
    """Nobody else may be at work: neither web server nor worker, here or on another machine."""
    row = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    ).fetchone()
    if row and row[0]:
        raise BackupTrouble(
            f"The database is in use by {row[0]} other connections.\n"
            "  Try: stop web server and worker (Ctrl-C, or systemctl stop 'xingtan-*'), and the same command again"
        )


def _occupied_by(connection: Connection) -> str | None:
    """The name to type before it is thrown away: the bureau's, else the database's; None when it is empty."""
    names = {table.name for table in database.tables(connection)}
    if not any(_has_rows(connection, name) for name in TELLING if name in names):
        return None
    row = (
        connection.execute("SELECT name FROM organisations_organisation ORDER BY length(path), id LIMIT 1").fetchone()
        or connection.execute("SELECT current_database()").fetchone()
    )
    return str(row[0]) if row else ""


def _has_rows(connection: Connection, table: str) -> bool:
    return connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table))).fetchone() is not None


def _confirm(name: str, replace: bool, ask: Ask) -> None:
    if not replace:
        raise BackupTrouble(
            f"This installation is not empty: it is {name}. A backup is restored into an empty one.\n"
            "  Try: another XINGTAN_HOME or database, or --replace to throw away what is here"
        )
    if ask(f"Everything of {name} will be thrown away. Type its name to go on: ").strip() != name:
        raise BackupTrouble("That is not its name. Nothing was changed.")


def _keep_keys(keys: dict[str, str], manifest: Manifest) -> None:
    """Refuse to go on with keys that do not fit; put those of the archive in their place."""
    foreign = [name for name in KEYS if fingerprint(keys[name]) != manifest.keys.get(name)]
    if foreign and not manifest.with_keys:
        raise BackupTrouble(
            f"The keys here are not those of the backup ({', '.join(foreign)}): "
            "personal numbers could not be read.\n"
            f"  Try: copy the keys that were kept apart to {settings.HOME / 'keys'}, and the same command again"
        )
    for name, key in keys.items() if manifest.with_keys else ():
        if key == own_keys()[name]:
            continue
        if secrets.is_given(name):
            raise BackupTrouble(
                f"The variable {name.upper()} gives another key than the backup holds.\n  Try: without that variable"
            )
        secrets.put(settings.HOME, name, key)
        setattr(settings, name.upper(), key)


def _restore_files(reader: Reader, checked: Checked, progress: Progress) -> None:
    """Files first: without a row that speaks of them they harm nobody."""
    store, done, total = files.the_store(), 0, checked.manifest.files_bytes
    with progress.step("files") as said:
        for digest, size in checked.contents:
            if store.size(digest) != size:
                with reader.open(content_member(digest)) as file:
                    incoming = store.receive(iter(partial(file.read, CHUNK), b""), size)
                try:
                    if incoming.sha256 != digest:
                        raise BackupTrouble(f"The file {digest} changed while it was read.")
                    store.keep(incoming)
                finally:
                    incoming.discard()
            done += size
            progress.at(done // 1_000_000, total // 1_000_000, "MB")
        said += [f"{len(checked.contents):,} files", size_text(total)]


@contextmanager
def _room(*, is_needed: bool) -> Iterator[None]:
    """An empty schema to restore into. What was here stands aside meanwhile, and comes back should anything fail."""
    if not is_needed:
        yield
        return
    _each("ALTER SCHEMA public RENAME TO {}", "CREATE SCHEMA public")
    try:
        yield
    except BaseException:
        django_connection.close()
        _each("DROP SCHEMA public CASCADE", "ALTER SCHEMA {} RENAME TO public")
        raise
    _each("DROP SCHEMA {} CASCADE")


def _put_back_interrupted(connection: Connection) -> None:
    """A restore that was killed has left the database it was to replace standing aside."""
    if connection.execute("SELECT to_regnamespace(%s)", [ASIDE]).fetchone() == (None,):
        return
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS public CASCADE"))
    connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO public").format(sql.Identifier(ASIDE)))
    connection.commit()


def _each(*statements: str) -> None:
    with database.connected() as connection:
        for statement in statements:
            connection.execute(sql.SQL(statement).format(sql.Identifier(ASIDE)))


def _restore_database(reader: Reader, checked: Checked, progress: Progress) -> list[Line]:
    """Tables as the backup's version had them, its rows, and the comparison, on which alone it is kept."""
    with progress.step("tables as they were") as said:
        django_connection.close()
        applied = set(checked.manifest.migrations)
        executor = MigrationExecutor(django_connection)
        executor.migrate(_latest(executor.loader.graph, applied))
        django_connection.close()
        said.append(f"{len(applied)} migrations")
    with database.connected() as connection:
        database.fix(connection)
        filling.fill(connection, reader, checked.manifest, progress)
        lines = compare(connection, checked, progress)
        if wrong := [line.what for line in lines if not line.is_equal]:
            connection.rollback()
            raise Differs(f"What was restored differs from the backup in {', '.join(wrong)}. Nothing was kept.")
        connection.commit()
        connection.autocommit = True
        connection.execute("ANALYZE")
    return lines


def _latest(graph: MigrationGraph, applied: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of each app the migrations that nothing applied of the same app follows."""
    followed = {parent.key for node in applied for parent in graph.node_map[node].parents if parent.key[0] == node[0]}
    return sorted(applied - followed)


def _remove_strays(checked: Checked, progress: Progress) -> None:
    """Files of what was replaced."""
    store, kept = files.the_store(), {digest for digest, _size in checked.contents}
    with progress.step("removing files of what was replaced") as said:
        strays = [digest for digest in store.digests() if digest not in kept]
        for digest in strays:
            store.remove(digest)
        said.append(f"{len(strays):,} files")


def _migrate_onwards(progress: Progress) -> None:
    """To the version that runs here, which may be newer than the backup's."""
    executor = MigrationExecutor(django_connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        with progress.step("migrations of this version") as said:
            call_command("migrate", interactive=False, verbosity=0)
            said.append(f"{len(waiting)} applied")
