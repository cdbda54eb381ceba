"""Archives being made: a folder beside the earlier ones, or one tar file. Neither has its name before it is whole."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Protocol

from xingtan.project.backup.manifest import content_member
from xingtan.project.backup.refusals import BackupTrouble

CHUNK = 1024 * 1024
UNFINISHED = ".unfinished-"
PREFIX = "xingtan-"


class Measured(io.RawIOBase):
    """Passes bytes on while hashing and counting them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._hashed, self.size = file, sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._hashed.update(data)
        self._file.write(data)
        self.size += len(data)
        return len(data)

    @property
    def sha256(self) -> str:
        return self._hashed.hexdigest()


@dataclass(frozen=True, kw_only=True)
class Content:
    """One file of the store to be put into an archive. `open` gives its bytes as they are read from the store."""

    sha256: str
    size: int
    open: Callable[[], BinaryIO]


class ContentLost(Exception):
    """The store has not the bytes that a row speaks of, or has others under their hash."""


class Writer(Protocol):
    place: Path

    @contextmanager
    def member(self, name: str) -> Iterator[Measured]: ...
    def content(self, content: Content) -> bool: ...
    def finish(self) -> None: ...
    def give_up(self) -> None: ...


def writer(to: Path, name: str) -> Writer:
    """A new archive: `to` itself when it ends in .tar, else a folder of this name below it."""
    if to.suffix == ".tar":
        return TarWriter(to)
    if to.exists() and not to.is_dir():
        raise BackupTrouble(f"{to} is not a folder.\n  Try: a name that ends in .tar, or a folder")
    return FolderWriter(to, name)


def backups_in(folder: Path) -> list[Path]:
    """Finished backups of a folder, oldest first: their names are their times."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.name.startswith(PREFIX) and path.is_dir())


class FolderWriter:
    """A folder for each backup. Contents that an earlier one has are linked to it, not copied."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.place = folder / name
        if self.place.exists():
            raise BackupTrouble(f"{self.place} is there already.\n  Try: the same command a second later")
        self._earlier = list(reversed(backups_in(folder)))
        self._unfinished = folder / f"{UNFINISHED}{name}"
        self._unfinished.mkdir(mode=0o700)
        self._take_over(folder)

    def _take_over(self, folder: Path) -> None:
        """Contents that runs ended before their time have copied: each was given its name when it was whole."""
        for left in sorted(folder.glob(f"{UNFINISHED}*")):
            if left == self._unfinished:
                continue
            for path in left.glob("files/??/??/*"):
                if len(path.name) == 64 and not path.is_symlink():
                    place = self._unfinished / content_member(path.name)
                    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                    path.replace(place)
            shutil.rmtree(left)

    @contextmanager
    def member(self, name: str) -> Iterator[Measured]:
        path = self._unfinished / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            yield Measured(file)
            file.flush()
            os.fsync(file.fileno())

    def content(self, content: Content) -> bool:
        """Take in one file. True when its bytes were copied, False when they were here already."""
        place = self._unfinished / content_member(content.sha256)
        if _is_whole(place, content.size):
            return False
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return not self._link(content, place) and self._copy(content, place)

    def _link(self, content: Content, place: Path) -> bool:
        for backup in self._earlier:
            known = backup / content_member(content.sha256)
            if _is_whole(known, content.size):
                try:
                    os.link(known, place, follow_symlinks=False)
                except OSError:  # a file system without links, or too many of them
                    return False
                return True
        return False

    def _copy(self, content: Content, place: Path) -> bool:
        part = place.with_suffix(".part")
        try:
            with open(part, "wb", opener=_private) as file:
                _pour(content, file)
                file.flush()
                os.fsync(file.fileno())
        except ContentLost:
            part.unlink()
            raise
        part.replace(place)
        return True

    def finish(self) -> None:
        for folder, _names, _files in os.walk(self._unfinished):
            _settle(Path(folder))
        self._unfinished.rename(self.place)
        _settle(self.place.parent)

    def give_up(self) -> None:
        """Leave what was copied for the next run, which goes on from there."""
        shutil.rmtree(self._unfinished / "tables", ignore_errors=True)
        shutil.rmtree(self._unfinished / "keys", ignore_errors=True)


class TarWriter:
    """One file to carry away, always whole in itself. Tables pass through a file beside it, to know their size."""

    def __init__(self, place: Path) -> None:
        if place.exists():
            raise BackupTrouble(f"{place} is there already and is not written over.\n  Try: another name")
        place.parent.mkdir(parents=True, exist_ok=True)
        self.place = place
        self._unfinished = place.with_name(f"{UNFINISHED}{place.name}")
        self._aside = place.with_name(f"{UNFINISHED}{place.name}.member")
        self._file = open(self._unfinished, "wb", opener=_private)  # noqa: SIM115
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115

    @contextmanager
    def member(self, name: str) -> Iterator[Measured]:
        with open(self._aside, "w+b", opener=_private) as file:
            yield Measured(file)
            size = file.tell()
            file.seek(0)
            self._tar.addfile(_member(name, size), file)

    def content(self, content: Content) -> bool:
        _pour(content, None)  # a member that has begun cannot be taken back
        with content.open() as file:
            self._tar.addfile(_member(content_member(content.sha256), content.size), file)
        return True

    def finish(self) -> None:
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._aside.unlink(missing_ok=True)
        self._unfinished.rename(self.place)
        _settle(self.place.parent)

    def give_up(self) -> None:
        self._file.close()
        self._unfinished.unlink(missing_ok=True)
        self._aside.unlink(missing_ok=True)


class Checked:
    """Reads a content of the store and says so at the end when it is not what its name promises."""

    def __init__(self, file: BinaryIO, content: Content) -> None:
        self._file, self._content, self._hashed, self._size = file, content, sha256(), 0

    def read(self, size: int = CHUNK) -> bytes:
        chunk = self._file.read(size)
        self._hashed.update(chunk)
        self._size += len(chunk)
        return chunk

    def finish(self) -> None:
        if self._hashed.hexdigest() != self._content.sha256 or self._size != self._content.size:
            raise ContentLost(self._content.sha256)


def _pour(content: Content, out: BinaryIO | None) -> None:
    """Read a content to its end, into `out` if there is one.

    Raises:
        ContentLost: it is not there, or other bytes are.
    """
    try:
        with content.open() as file:
            checked = Checked(file, content)
            while chunk := checked.read():
                if out:
                    out.write(chunk)
    except FileNotFoundError as error:
        raise ContentLost(content.sha256) from error
    checked.finish()


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _is_whole(path: Path, size: int) -> bool:
    try:
        return path.stat(follow_symlinks=False).st_size == size
    except OSError:
        return False


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _settle(folder: Path) -> None:
    """What was named in a folder stays named after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
