"""A zip of pictures as lines of text: the name of each file, and whom it names. Archives from outside are hostile."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _g

from xingtan.kernel.files import api as files
from xingtan.kernel.files import sniffing
from xingtan.kernel.files.errors import ArchiveRefused
from xingtan.kernel.imports.errors import FileUnreadable
from xingtan.kernel.imports.fields import tidied
from xingtan.kernel.imports.reading import Book, RawRow

MOST_PICTURES = 5_000
LARGEST_PICTURE = 10 * 1024 * 1024
HEADS = ("文件", "照片是谁")
LITTER = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
UTF8_FLAG = 0x800


class PictureBook(Book):
    """Pictures of an archive, one a line."""

    def rows(self, sheet: str) -> Iterator[RawRow]:
        yield RawRow(1, list(HEADS))
        with _opened(self.path) as archive:
            for line, name in enumerate(sorted(_pictures(archive)), start=2):
                yield RawRow(line, [name, PurePosixPath(name).stem])


def open_archive(path: Path) -> PictureBook:
    """The archive as lines.

    Raises:
        FileUnreadable: no zip, a bomb, paths that leave it, a password, or too many files.
    """
    with _opened(path) as archive:
        found = _pictures(archive)
        if not found:
            raise FileUnreadable(reason=_g("压缩包里没有文件。"))
        if len(found) > MOST_PICTURES:
            sentence = _g("有%(count)s个文件，一次最多%(most)s个，请按年级分几个压缩包。")
            raise FileUnreadable(reason=sentence % {"count": len(found), "most": MOST_PICTURES})
        if any(member.flag_bits & 1 for member in archive.infolist()):
            raise FileUnreadable(reason=_g("压缩包加了密码。请去掉密码再上传。"))
    return PictureBook(path=path, kind="zip", sheets=("",))


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        sniffing.check_archive(path)
        with zipfile.ZipFile(path) as archive:
            yield archive
    except ArchiveRefused as error:
        raise FileUnreadable(
            reason=_g("不是zip压缩包，或者压缩方式异常，没有读取。请用电脑自带的压缩功能重新打包。")
        ) from error


def _pictures(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Name as people see it -> member; folders and what systems leave behind stay out."""
    found = {}
    for member in archive.infolist():
        name = tidied(shown_name(member))
        lower = name.lower()
        if not member.is_dir() and not lower.startswith(LITTER[0]) and not lower.endswith(LITTER[1:]):
            found[name[:400]] = member
    return found


def shown_name(member: zipfile.ZipInfo) -> str:
    """The name in UTF-8, or in GBK where the archive does not say (as Windows writes it)."""
    if member.flag_bits & UTF8_FLAG:
        return member.filename
    raw = member.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


class Pictures:
    """Contents of the pictures of one import, by name."""

    def __init__(self, link_id: int | None) -> None:
        self.link_id = link_id

    def contents(self, names: set[str]) -> Iterator[tuple[str, bytes | None]]:
        """Name -> bytes; None where the archive has no such file, or it is broken or too large."""
        with files.copied(self.link_id) as path, _opened(path) as archive:
            members = _pictures(archive)
            for name in sorted(names):
                member = members.get(name)
                yield name, None if member is None else _read(archive, member)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | None:
    """At most one byte more than is allowed is unpacked, whatever the directory says."""
    try:
        with archive.open(member) as file:
            content = file.read(LARGEST_PICTURE + 1)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return None
    return content if len(content) <= LARGEST_PICTURE else None
