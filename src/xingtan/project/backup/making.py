"""Making a backup while the installation runs: one moment of the database, and every file it speaks of."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, cast

from xingtan.kernel.files import api as files
from xingtan.project.backup import database, owners
from xingtan.project.backup.database import Connection, Found
from xingtan.project.backup.manifest import CONTENTS, MANIFEST, SEAL, Manifest, Table, fingerprint, own_keys, seal
from xingtan.project.backup.progress import Progress, size_text
from xingtan.project.backup.rows import RowSum
from xingtan.project.backup.writing import PREFIX, Content, ContentLost, Measured, Writer, writer

Listed = list[tuple[str, int]]
FASTEST = 1  # of gzip: the disk is seldom slower than it
BUREAU = "SELECT name FROM organisations_organisation ORDER BY kind <> 'bureau', length(path), id LIMIT 1"


@dataclass(frozen=True, kw_only=True)
class Made:
    """A finished backup. `copied` of its files were new; the others are links to those of earlier backups."""

    place: Path
    manifest: Manifest
    copied: int
    seconds: dict[str, float]


def make(*, to: Path, now: datetime, with_keys: bool = False, progress: Progress | None = None) -> Made:
    """Write one archive: a new folder below `to`, or `to` itself when it ends in .tar.

    The archive gets its name when it is whole and on the disk. A run that is killed leaves copied files behind for
    the next one, under a name that nobody takes for a backup.

    A file that the store has lost or damaged is named in the manifest; everything else is kept all the same.

    Raises:
        BackupTrouble: the place cannot be used.
    """
    progress = progress or Progress()
    out = writer(to, f"{PREFIX}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    try:
        with _nothing_collected():
            with database.snapshot() as connection:
                facts = _database(connection, out, progress)
                listed = _listed_files(connection, facts["tables"])
            copied, lost = _files(listed, out, progress)
            manifest = _manifest(facts, listed, lost, out, now, with_keys)
        out.finish()
        owners.like_its_folder(out.place)
    except BaseException:
        out.give_up()
        raise
    return Made(place=out.place, manifest=manifest, copied=copied, seconds=progress.seconds)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Files that nothing holds any more stay in the store until they are copied. Holds no snapshot."""
    with database.connected() as connection:
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        with connection.cursor() as cursor:
            files.keep_all(cursor)
        yield


def _database(connection: Connection, out: Writer, progress: Progress) -> dict[str, Any]:
    """Write every table. Returns what the manifest says of the database."""
    expected, done, written = database.estimated_rows(connection), 0, list[Table]()

    def tell(rows: int) -> None:
        progress.at(done + rows, expected, "rows")

    with progress.step("database") as said:
        for found in database.tables(connection):
            table = _table(connection, found, out, tell)
            done += table.rows
            written.append(table)
        size = sum(table.size for table in written)
        said += [f"{len(written)} tables", f"{done:,} rows", size_text(size)]
    has_bureau = any(table.name == "organisations_organisation" for table in written)
    row = connection.execute(BUREAU).fetchone() if has_bureau else None
    return {
        "tables": tuple(written),
        "sequences": database.sequences(connection),
        "partitions": database.partitions(connection),
        "migrations": database.migrations(connection),
        "server": str(connection.info.parameter_status("server_version")),
        "bureau": row[0] if row else "",
    }


def _table(connection: Connection, found: Found, out: Writer, tell: Callable[[int], None]) -> Table:
    total = RowSum()
    with out.member(f"tables/{found.name}.copy.gz") as member, _packed(member) as packed:
        for block in database.rows_of(connection, found):
            total.add(block)
            packed.write(block)
            tell(total.rows)
    return Table(
        name=found.name,
        columns=found.columns,
        rows=total.rows,
        checksum=total.checksum,
        text_bytes=total.text_bytes,
        size=member.size,
        sha256=member.sha256,
    )


def _packed(member: Measured) -> gzip.GzipFile:
    return gzip.GzipFile(filename="", mode="wb", compresslevel=FASTEST, fileobj=cast(IO[bytes], member), mtime=0)


def _listed_files(connection: Connection, tables: tuple[Table, ...]) -> Listed:
    """Every content that a row of the snapshot speaks of: hash and size, by hash."""
    if not any(table.name == "files_storedfile" for table in tables):
        return []
    return connection.execute("SELECT sha256, size FROM files_storedfile ORDER BY sha256").fetchall()


def _files(listed: Listed, out: Writer, progress: Progress) -> tuple[int, set[str]]:
    """Copy what earlier backups do not have. Returns how many that were, and what the store has lost."""
    store, copied, copied_bytes, done, lost = files.the_store(), 0, 0, 0, set[str]()
    total = sum(size for _digest, size in listed)
    with progress.step("files") as said:
        for digest, size in listed:
            try:
                is_new = out.content(Content(sha256=digest, size=size, open=partial(store.open, digest)))
            except ContentLost:
                lost.add(digest)
                continue
            copied, copied_bytes, done = copied + is_new, copied_bytes + is_new * size, done + size
            progress.at(done // 1_000_000, total // 1_000_000, "MB")
        said += [f"{len(listed):,} files", size_text(total), f"{copied:,} of them new ({size_text(copied_bytes)})"]
        said += [f"{len(lost):,} MISSING OR DAMAGED"] if lost else []
    return copied, lost


def _manifest(
    facts: dict[str, Any], all_listed: Listed, lost: set[str], out: Writer, now: datetime, with_keys: bool
) -> Manifest:
    """Write the list of files, the keys where asked for, the manifest and, last, the seal over it."""
    listed = [(digest, size) for digest, size in all_listed if digest not in lost]
    with out.member(CONTENTS) as contents:
        for digest, size in listed:
            contents.write(f"{digest} {size}\n".encode())
    keys = own_keys()
    if with_keys:
        for name, key in keys.items():
            with out.member(f"keys/{name}") as member:
                member.write(key.encode())
    manifest = Manifest(
        made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        version=version("xingtan"),
        files=len(listed),
        lost=tuple(sorted(lost)),
        files_bytes=sum(size for _digest, size in listed),
        contents_sha256=contents.sha256,
        contents_size=contents.size,
        keys={name: fingerprint(key) for name, key in keys.items()},
        with_keys=with_keys,
        **facts,
    )
    written = manifest.written()
    with out.member(MANIFEST) as member:
        member.write(written)
    with out.member(SEAL) as member:
        member.write(f"{seal(written, keys['audit_key'])}\n".encode())
    return manifest


def summary(made: Made) -> list[str]:
    """What a person reads at the end."""
    manifest = made.manifest
    lines = [f"Backup of {manifest.bureau or 'an empty installation'}: {made.place}"]
    if manifest.lost:
        lines += [f"NOT WHOLE: the store has lost or damaged {len(manifest.lost)} files, {manifest.lost[0]} the first."]
        lines += ["  Try: these files from an earlier backup (its files/ab/cd/…), then another backup"]
    if manifest.with_keys:
        return [*lines, "It holds the keys: whoever has it can read every personal number. Keep it as you keep them."]
    return [
        *lines,
        "The keys are not in it. Keep XINGTAN_HOME/keys (or the variables you set) apart from it:",
        "without personal_data_key nobody can read document numbers, phones and addresses again.",
    ]


def as_json(made: Made) -> str:
    manifest = made.manifest
    facts = {"place": str(made.place), "rows": manifest.rows, "files": manifest.files, "copied": made.copied}
    facts |= {"lost": len(manifest.lost), "seconds": made.seconds}
    return json.dumps(facts, ensure_ascii=False)
