"""Whether an archive is whole and unchanged, and whether an installation holds what an archive says."""

from __future__ import annotations

import gzip
import hmac
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from xingtan.kernel.files import api as files
from xingtan.project.backup import database
from xingtan.project.backup import manifest as manifests
from xingtan.project.backup.database import Connection
from xingtan.project.backup.manifest import CONTENT_LINE, CONTENTS, KEYS, MANIFEST, SEAL, Manifest, Table
from xingtan.project.backup.progress import Progress, size_text
from xingtan.project.backup.reading import CHUNK, Reader, digest_of, small
from xingtan.project.backup.refusals import ArchiveRefused
from xingtan.project.backup.rows import RowSum, blocks_of

UNPACKED = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A manifest whose archive has been read from end to end. `is_sealed`: made with this installation's own keys."""

    manifest: Manifest
    contents: tuple[tuple[str, int], ...]
    is_sealed: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing compared: what the backup says and what is here."""

    what: str
    expected: str
    found: str
    is_equal: bool


def verify(reader: Reader, progress: Progress, *, keys: dict[str, str] | None = None) -> Checked:
    """Read every byte of an archive and compare it with its manifest, and the manifest with its seal.

    Args:
        keys: those to check the seal with, by name; this installation's when not given.
    Raises:
        ArchiveRefused: something is missing, added or changed.
    """
    written = small(reader, MANIFEST)
    manifest = manifests.read(written)
    keys = keys or manifests.own_keys()
    is_sealed = manifests.fingerprint(keys["audit_key"]) == manifest.keys.get("audit_key")
    told = small(reader, SEAL).decode("ascii", "replace").strip()
    if is_sealed and not hmac.compare_digest(told.encode(), manifests.seal(written, keys["audit_key"]).encode()):
        raise ArchiveRefused("the seal over its manifest is broken: somebody has changed it.")
    with progress.step("tables of the archive") as said:
        for number, table in enumerate(manifest.tables):
            _check_table(reader, table)
            progress.at(number + 1, len(manifest.tables), "tables")
        said += [f"{len(manifest.tables)} tables", f"{manifest.rows:,} rows"]
    contents = _contents(reader, manifest)
    _check_names(reader, manifest, contents)
    _check_keys(reader, manifest)
    with progress.step("files of the archive") as said:
        done = 0
        for digest, size in contents:
            if digest_of(reader, manifests.content_member(digest)) != (digest, size):
                raise ArchiveRefused(f"the file {digest} has been changed.")
            done += size
            progress.at(done // 1_000_000, manifest.files_bytes // 1_000_000, "MB")
        said += [f"{manifest.files:,} files", size_text(manifest.files_bytes)]
    return Checked(manifest=manifest, contents=contents, is_sealed=is_sealed)


def table_blocks(reader: Reader, table: Table) -> Iterator[bytes]:
    """The rows of an archived table, in blocks of whole lines, never more than the manifest says.

    Raises:
        ArchiveRefused: it unpacks to something else.
    """
    left = table.text_bytes
    with reader.open(table.member) as packed:
        try:
            with gzip.GzipFile(fileobj=packed, mode="rb") as file:
                for block in blocks_of(iter(lambda: file.read(UNPACKED), b"")):
                    left -= len(block)
                    if left < 0:
                        break
                    yield block
        except (OSError, EOFError, zlib.error) as error:
            raise ArchiveRefused(f"{table.member} cannot be unpacked.") from error
    if left:
        raise ArchiveRefused(f"{table.member} unpacks to another size than it should.")


def _check_table(reader: Reader, table: Table) -> None:
    if digest_of(reader, table.member) != (table.sha256, table.size):
        raise ArchiveRefused(f"{table.member} has been changed.")
    total = RowSum()
    for block in table_blocks(reader, table):
        total.add(block)
    if (total.rows, total.checksum) != (table.rows, table.checksum):
        raise ArchiveRefused(f"{table.member} holds other rows than its manifest says.")


def _contents(reader: Reader, manifest: Manifest) -> tuple[tuple[str, int], ...]:
    if digest_of(reader, CONTENTS) != (manifest.contents_sha256, manifest.contents_size):
        raise ArchiveRefused(f"{CONTENTS} has been changed.")
    found: list[tuple[str, int]] = []
    with reader.open(CONTENTS) as file:
        for line in iter(lambda: file.readline(128), b""):
            match = CONTENT_LINE.fullmatch(line)
            if match is None or (found and found[-1][0] >= match[1].decode()):
                raise ArchiveRefused(f"{CONTENTS} cannot be read.")
            found.append((match[1].decode(), int(match[2])))
    if (len(found), sum(size for _digest, size in found)) != (manifest.files, manifest.files_bytes):
        raise ArchiveRefused(f"{CONTENTS} does not fit the manifest.")
    return tuple(found)


def _check_names(reader: Reader, manifest: Manifest, contents: tuple[tuple[str, int], ...]) -> None:
    expected = {MANIFEST, SEAL, CONTENTS, *(table.member for table in manifest.tables)}
    expected |= {manifests.content_member(digest) for digest, _size in contents}
    if manifest.with_keys:
        expected |= {f"keys/{name}" for name in KEYS}
    if missing := sorted(expected - reader.names()):
        raise ArchiveRefused(f"{missing[0]} is missing ({len(missing)} in all).")
    if added := sorted(reader.names() - expected):
        raise ArchiveRefused(f"{added[0]} was added ({len(added)} in all).")


def _check_keys(reader: Reader, manifest: Manifest) -> None:
    for name in KEYS if manifest.with_keys else ():
        if manifests.fingerprint(small(reader, f"keys/{name}").decode("ascii", "replace")) != manifest.keys.get(name):
            raise ArchiveRefused(f"keys/{name} has been changed.")


def compare(connection: Connection, checked: Checked, progress: Progress) -> list[Line]:
    """The installation beside the archive: every table, every sequence, every file, byte for byte."""
    lines = _compare_tables(connection, checked.manifest, progress)
    sequences = database.sequences(connection)
    expected = checked.manifest.sequences
    behind = [name for name in {*sequences, *expected} if sequences.get(name) != expected.get(name)]
    lines.append(_line("sequences", f"{len(expected)}", f"{len(expected) - len(behind)} the same", not behind))
    lines.append(_compare_files(checked, progress))
    return lines


def _compare_tables(connection: Connection, manifest: Manifest, progress: Progress) -> list[Line]:
    here, lines, done = {table.name: table for table in database.tables(connection)}, [], 0
    with progress.step("comparing tables") as said:
        for table in manifest.tables:
            found = here.pop(table.name, None)
            if found is None or set(table.columns) != set(found.columns):
                lines.append(_line(table.name, f"{table.rows} rows", "not such a table", False))
                continue
            total = RowSum()
            for block in database.rows_of(connection, found, table.columns):
                total.add(block)
                progress.at(done + total.rows, manifest.rows, "rows")
            done += total.rows
            lines.append(_compared(table.name, (table.rows, table.checksum), (total.rows, total.checksum)))
        lines += [_line(name, "no such table", "a table", False) for name in here]
        said += [f"{len(lines)} tables", f"{done:,} rows"]
    return lines


def _compared(name: str, expected: tuple[int, str], found: tuple[int, str]) -> Line:
    told = f"{found[0]} rows" + ("" if found[1] == expected[1] or found[0] != expected[0] else ", changed")
    return _line(name, f"{expected[0]} rows", told, expected == found)


def _compare_files(checked: Checked, progress: Progress) -> Line:
    store, wrong, done = files.the_store(), 0, 0
    with progress.step("comparing files") as said:
        for digest, size in checked.contents:
            wrong += not _is_intact(store, digest, size)
            done += size
            progress.at(done // 1_000_000, checked.manifest.files_bytes // 1_000_000, "MB")
        said.append(f"{len(checked.contents):,} files")
    good = len(checked.contents) - wrong
    return _line("files", f"{len(checked.contents)} with their hash", f"{good} the same", not wrong)


def _is_intact(store: files.Store, digest: str, size: int) -> bool:
    hashed, found = sha256(), 0
    try:
        with store.open(digest) as file:
            while chunk := file.read(CHUNK):
                hashed.update(chunk)
                found += len(chunk)
    except OSError:
        return False
    return (hashed.hexdigest(), found) == (digest, size)


def _line(what: str, expected: str, found: str, is_equal: bool) -> Line:
    return Line(what=what, expected=expected, found=found, is_equal=is_equal)
