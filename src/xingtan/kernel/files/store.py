"""Where the bytes are: one file for each content, under its SHA-256. A backend has four doors."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from xingtan.kernel.files.errors import FileIsEmpty, FileTooLarge

CHUNK = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """Received bytes, hashed, not yet part of the store."""

    path: Path
    sha256: str
    size: int

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


class Store(Protocol):
    def receive(self, chunks: Iterable[bytes], limit: int) -> Incoming: ...
    def keep(self, incoming: Incoming) -> None: ...
    def open(self, digest: str) -> BinaryIO: ...
    def remove(self, digest: str) -> None: ...


class FolderStore:
    """The store in a folder: `ab/cd/abcd…`. What is kept survives a power cut."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, digest: str) -> Path:
        return self.root / digest[:2] / digest[2:4] / digest

    def receive(self, chunks: Iterable[bytes], limit: int) -> Incoming:
        """Write to a file of its own while hashing.

        Raises:
            FileTooLarge: more than `limit` bytes came; reading stops there.
            FileIsEmpty: none came.
        """
        arriving = self.root / "arriving"
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
        return self.path(digest).open("rb")

    def remove(self, digest: str) -> None:
        self.path(digest).unlink(missing_ok=True)


def the_store() -> FolderStore:
    """The store of this installation."""
    return FolderStore(Path(settings.HOME) / "files")


def is_writable() -> bool:
    """Whether the store takes files right now; for the health page."""
    try:
        the_store().receive([b"?"], 1).discard()
    except OSError:
        return False
    return True


def size_text(size: int) -> str:
    """5MB, 300KB."""
    return f"{size // 1048576}MB" if size >= 1048576 else f"{max(size // 1024, 1)}KB"
