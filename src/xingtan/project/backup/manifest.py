"""The table of contents of an archive, and the seal over it."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings

from xingtan.project.backup.refusals import ArchiveRefused

FORMAT = 1
MANIFEST, SEAL, CONTENTS = "manifest.json", "seal", "files.list"
KEYS = ("secret_key", "personal_data_key", "audit_key")
NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
DIGEST = re.compile(r"[0-9a-f]{64}")
CONTENT_LINE = re.compile(rb"([0-9a-f]{64}) ([1-9][0-9]{0,17})\n")


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table as it stood in the snapshot.

    Args:
        checksum: over the rows in any order; see `rows.RowSum`.
        text_bytes: size of the rows as text; `size` and `sha256` are those of the member of the archive.
    """

    name: str
    columns: tuple[str, ...]
    rows: int
    checksum: str
    text_bytes: int
    size: int
    sha256: str

    @property
    def member(self) -> str:
        return f"tables/{self.name}.copy.gz"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What an archive holds. Everything in it but this file, the seal and the keys is named here with its hash."""

    made_at: str
    version: str
    server: str
    bureau: str
    migrations: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    sequences: dict[str, tuple[int, bool]]
    partitions: dict[str, dict[str, str]]
    lost: tuple[str, ...]
    files: int
    files_bytes: int
    contents_sha256: str
    contents_size: int
    keys: dict[str, str]
    with_keys: bool
    format: int = field(default=FORMAT)

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def written(self) -> bytes:
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n").encode()


def content_member(digest: str) -> str:
    return f"files/{digest[:2]}/{digest[2:4]}/{digest}"


def own_keys() -> dict[str, str]:
    """The keys this installation works with, by the name of their file."""
    return {name: str(getattr(settings, name.upper())) for name in KEYS}


def fingerprint(key: str) -> str:
    """Tells two keys apart and tells nothing about them: they are 32 random bytes."""
    return hashlib.sha256(b"xingtan key " + key.encode()).hexdigest()[:20]


def seal(written: bytes, audit_key: str) -> str:
    """Only who has the key of the journal can make it, so a manifest that fits changed members cannot be forged."""
    key = hashlib.sha256(b"xingtan backup " + audit_key.encode()).digest()
    return hmac.new(key, written, hashlib.sha256).hexdigest()


def read(written: bytes) -> Manifest:
    """The manifest, every name and number of it checked.

    Raises:
        ArchiveRefused: it is no manifest, or one of a format this version does not know.
    """
    try:
        facts = json.loads(written)
        if facts["format"] != FORMAT:
            raise ArchiveRefused(f"its format is {facts['format']!r}, this version reads {FORMAT}.")
        manifest = _typed(facts)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ArchiveRefused(f"its manifest cannot be read ({type(error).__name__}).") from error
    return manifest


def _typed(facts: dict[str, Any]) -> Manifest:
    tables = tuple(Table(**{**table, "columns": tuple(table["columns"])}) for table in facts["tables"])
    for table in tables:
        _check(NAME, table.name, *table.columns)
        _check(DIGEST, table.checksum, table.sha256)
        _count(table.rows, table.text_bytes, table.size)
    if len({table.name for table in tables}) != len(tables):
        raise ValueError("a table stands there twice")
    sequences = {name: (int(value), bool(called)) for name, (value, called) in facts["sequences"].items()}
    partitions = {parent: dict(children) for parent, children in facts["partitions"].items()}
    _check(NAME, *sequences, *partitions, *(name for children in partitions.values() for name in children))
    _check(DIGEST, facts["contents_sha256"], *facts["lost"])
    _count(facts["files"], facts["files_bytes"], facts["contents_size"])
    migrations = tuple((str(app), str(name)) for app, name in facts["migrations"])
    keys = {str(name): str(mark) for name, mark in facts["keys"].items()}
    words = {name: str(facts[name]) for name in ("made_at", "version", "server", "bureau")}
    read_again = {
        **facts,
        **words,
        "migrations": migrations,
        "tables": tables,
        "lost": tuple(facts["lost"]),
        "sequences": sequences,
        "partitions": partitions,
        "keys": keys,
        "with_keys": facts["with_keys"] is True,
    }
    return Manifest(**read_again)


def _check(pattern: re.Pattern[str], *words: str) -> None:
    for word in words:
        if not pattern.fullmatch(word):
            raise ValueError("a name is none")


def _count(*numbers: int) -> None:
    for number in numbers:
        if type(number) is not int or number < 0:
            raise ValueError("a number is none")
