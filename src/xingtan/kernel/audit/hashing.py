"""How entries and blocks are hashed. The key stays outside the database: who can write there cannot forge the chain."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings

from xingtan.kernel.audit.models import AuditBlock, AuditEntry

GENESIS = "0" * 64
MARK_BYTES = 16
FIELDS = tuple(field.attname for field in AuditEntry._meta.fields if field.attname != "block_id")


def entry_hash(entry: AuditEntry) -> bytes:
    """Hash of everything the entry says."""
    values = {name: _plain(getattr(entry, name)) for name in FIELDS}
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _keyed(text.encode())


def digest_of(hashes: list[bytes]) -> str:
    return _keyed(b"".join(hashes)).hex()


def block_hash(block: AuditBlock) -> str:
    parts = (block.number, block.entries, _plain(block.first_at), _plain(block.last_at), block.digest, block.previous)
    return _keyed("|".join(map(str, parts)).encode()).hex()


def mark_of(entry_id: int, hashed: bytes) -> bytes:
    return entry_id.to_bytes(8, "big") + hashed[:8]


def marks_in(block: AuditBlock) -> Iterator[tuple[int, bytes]]:
    marks = bytes(block.marks)
    for start in range(0, len(marks), MARK_BYTES):
        yield int.from_bytes(marks[start : start + 8], "big"), marks[start + 8 : start + MARK_BYTES]


def _keyed(message: bytes) -> bytes:
    return hmac.new(base64.b64decode(settings.AUDIT_KEY), message, sha256).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value
