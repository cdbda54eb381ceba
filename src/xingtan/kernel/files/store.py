"""Where the bytes are: one content once, under its SHA-256. The doors of a store, and the store in a folder."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from xingtan.kernel.files.errors import FileIsEmpty, FileTooLarge

CHUNK = 1024 * 1024
LEAST_FREE_BYTES = 200_000_000
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """Received bytes, hashed, not yet part of the store."""

    path: Path
    sha256: str
    size: int

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


class Store(Protocol):
    """Where contents are kept. Each is named by its SHA-256, never changed, and there once."""

    arriving: Path

    def receive(self, chunks: Iterable[bytes], limit: int) -> Incoming: ...
    def keep(self, incoming: Incoming) -> None: ...
    def open(self, digest: str) -> BinaryIO: ...
    def stretch(self, digest: str, first: int, last: int) -> Iterator[bytes]: ...
    def size(self, digest: str) -> int | None: ...
    def digests(self) -> Iterator[str]: ...
    def remove(self, digest: str) -> None: ...
    def examine(self) -> dict[str, Any]: ...


def receive(arriving: Path, chunks: Iterable[bytes], limit: int) -> Incoming:
    """Write to a file of its own below `arriving` while hashing.

    Raises:
        FileTooLarge: more than `limit` bytes came; reading stops there.
        FileIsEmpty: none came.
    """
    arriving.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=arriving)
    hashed, size, path = sha256(), 0, Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise FileTooLarge(limit=size_text(limit))
                hashed.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise FileIsEmpty
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Incoming(path=path, sha256=hashed.hexdigest(), size=size)


class FolderStore:
    """The store in a folder: `ab/cd/abcd…`. What is kept survives a power cut."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.arriving = root / "arriving"

    def path(self, digest: str) -> Path:
        return self.root / digest[:2] / digest[2:4] / digest

    def receive(self, chunks: Iterable[bytes], limit: int) -> Incoming:
        """Receive beside the contents, on the same disk. Raises as `receive`."""
        return receive(self.arriving, chunks, limit)

    def keep(self, incoming: Incoming) -> None:
        """Move received bytes to their place, in one step. Content that is there already is not written again."""
        place = self.path(incoming.sha256)
        if place.exists():
            incoming.discard()
            return
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(incoming.path, place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def open(self, digest: str) -> BinaryIO:
        """The bytes of a content, to be closed by the caller. FileNotFoundError when it is not here."""
        return self.path(digest).open("rb")

    def stretch(self, digest: str, first: int, last: int) -> Iterator[bytes]:
        """The bytes from `first` to `last`, both included, in pieces."""
        with self.open(digest) as file:
            file.seek(first)
            left = last - first + 1
            while left > 0 and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk

    def size(self, digest: str) -> int | None:
        """Bytes of a content; None when it is not here."""
        try:
            return self.path(digest).stat().st_size
        except FileNotFoundError:
            return None

    def digests(self) -> Iterator[str]:
        """Every content kept here."""
        for path in self.root.glob("??/??/*"):
            if DIGEST.fullmatch(path.name):
                yield path.name

    def remove(self, digest: str) -> None:
        self.path(digest).unlink(missing_ok=True)

    def examine(self) -> dict[str, Any]:
        """For the health page: whether it takes files, and the room left. OSError when it does not."""
        self.receive([b"?"], 1).discard()
        free = shutil.disk_usage(self.root).free
        return {"ok": free > LEAST_FREE_BYTES, "kind": "folder", "free_megabytes": free // 1_000_000}


def size_text(size: int) -> str:
    """5MB, 300KB."""
    return f"{size // 1048576}MB" if size >= 1048576 else f"{max(size // 1024, 1)}KB"
