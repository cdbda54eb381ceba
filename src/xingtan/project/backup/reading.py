"""Archives being read. Nothing in them is believed: no name becomes a path, no link is followed."""

from __future__ import annotations

import os
import re
import stat
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from xingtan.project.backup.manifest import CONTENTS, KEYS, MANIFEST, SEAL
from xingtan.project.backup.refusals import ArchiveRefused, BackupTrouble

CHUNK = 1024 * 1024
LARGEST_MANIFEST = 64 * 1024 * 1024
KNOWN = re.compile(
    rf"{re.escape(MANIFEST)}|{SEAL}|{re.escape(CONTENTS)}|tables/[a-z_][a-z0-9_]{{0,62}}\.copy\.gz"
    rf"|files/[0-9a-f]{{2}}/[0-9a-f]{{2}}/[0-9a-f]{{64}}|keys/({'|'.join(KEYS)})"
)


class Reader(Protocol):
    def names(self) -> set[str]: ...
    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]: ...


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """The archive at `path`, a folder or a tar file, every name in it looked at.

    Raises:
        ArchiveRefused: it holds a link, something with a foreign name, or one name twice.
    """
    if path.is_dir():
        yield FolderReader(path)
    elif path.is_file():
        try:
            with tarfile.open(path, "r:") as tar:
                yield TarReader(tar)
        except tarfile.TarError as error:
            raise ArchiveRefused(f"it is no tar file, or its end is missing ({error}).") from error
    else:
        raise BackupTrouble(f"{path} is not there.\n  Try: ls {path.parent}")


class FolderReader:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._names = set(self._walk(root, ""))

    def _walk(self, folder: Path, above: str) -> Iterator[str]:
        with os.scandir(folder) as scanned:
            entries = list(scanned)
        for entry in entries:
            name = f"{above}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from self._walk(Path(entry.path), f"{name}/")
            elif entry.is_file(follow_symlinks=False):
                yield _known(name)
            else:
                raise ArchiveRefused(f"{name!r} is a link or a special file.")

    def names(self) -> set[str]:
        return self._names

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        if name not in self._names:
            raise ArchiveRefused(f"{name} is missing.")
        descriptor = os.open(self._root / name, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise ArchiveRefused(f"{name!r} is a special file.")
            yield file


class TarReader:
    """Members are read as streams where they lie; nothing is unpacked."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._members: dict[str, tarfile.TarInfo] = {}
        for member in tar:
            if not member.isreg() or member.sparse is not None:
                raise ArchiveRefused(f"{member.name!r} is a link or a special file.")
            if _known(member.name) in self._members:
                raise ArchiveRefused(f"{member.name!r} stands in it twice.")
            self._members[member.name] = member

    def names(self) -> set[str]:
        return set(self._members)

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        if name not in self._members:
            raise ArchiveRefused(f"{name} is missing.")
        file = self._tar.extractfile(self._members[name])
        assert file
        with file:
            yield cast(BinaryIO, file)


def _known(name: str) -> str:
    if not KNOWN.fullmatch(name):
        raise ArchiveRefused(f"it holds {name!r}, which no backup holds.")
    return name


def small(reader: Reader, name: str) -> bytes:
    """A member that is read whole, with a limit.

    Raises:
        ArchiveRefused: it is missing or absurdly large.
    """
    with reader.open(name) as file:
        content = file.read(LARGEST_MANIFEST + 1)
    if len(content) > LARGEST_MANIFEST:
        raise ArchiveRefused(f"{name} is absurdly large.")
    return content


def digest_of(reader: Reader, name: str) -> tuple[str, int]:
    """SHA-256 and size of a member."""
    hashed, size = sha256(), 0
    with reader.open(name) as file:
        while chunk := file.read(CHUNK):
            hashed.update(chunk)
            size += len(chunk)
    return hashed.hexdigest(), size
