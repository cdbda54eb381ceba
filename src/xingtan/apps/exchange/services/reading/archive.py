"""The zip as it arrives: which members are read, and which are refused before a byte is unpacked."""

from __future__ import annotations

import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from xingtan.apps.exchange.data.specification import FILES, MANIFEST
from xingtan.apps.exchange.errors import ArchiveUnusable
from xingtan.kernel.files.errors import ArchiveRefused
from xingtan.kernel.files.sniffing import check_archive

MOST_MEMBERS = 100
MOST_BYTES = 1024**3
BY_NAME = {name.lower(): name for name in (*FILES, MANIFEST)}
LITTER = ("__macosx/", ".ds_store")


@dataclass(frozen=True, kw_only=True)
class Member:
    """One CSV of the archive. `file` is the file of the format its name stands for."""

    path: str
    name: str
    file: str


@dataclass(frozen=True, kw_only=True)
class Contents:
    """Members in the order of the archive, and the names of those that are not read."""

    members: tuple[Member, ...]
    ignored: tuple[str, ...]


def open_archive(path: Path) -> Contents:
    """Look into an archive from its directory alone.

    Raises:
        ArchiveUnusable: a bomb, a path outside, links, a password, too many members, no CSV of the format or
            one twice.
    """
    try:
        check_archive(path)
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (ArchiveRefused, zipfile.BadZipFile, OSError, ValueError) as error:
        raise ArchiveUnusable(reason=_("它不是正常的zip文件，或者展开后异常地大。")) from error
    _refuse_tricks(members)
    found, ignored = [], []
    for member in members:
        base = PurePosixPath(member.filename.replace("\\", "/")).name
        stem, dot, ending = base.rpartition(".")
        file = BY_NAME.get(stem.strip().lower()) if ending.lower() == "csv" and dot else None
        if file is None or member.filename.lower().startswith(LITTER):
            ignored.append(member.filename)
        else:
            found.append(Member(path=member.filename, name=base, file=file))
    _refuse_doubles(found)
    return Contents(members=tuple(found), ignored=tuple(ignored))


def _refuse_tricks(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise ArchiveUnusable(reason=_("里面有%(count)s个文件，太多了。") % {"count": len(members)})
    if sum(member.file_size for member in members) > MOST_BYTES:
        raise ArchiveUnusable(reason=_("展开后超过1GB。请分批提供，或者只提供增量。"))
    for member in members:
        if stat.S_ISLNK(member.external_attr >> 16):
            raise ArchiveUnusable(reason=_("里面的“%(name)s”是链接，不是文件。") % {"name": member.filename[:80]})
        if member.flag_bits & 0x1:
            raise ArchiveUnusable(reason=_("它有密码。请让对方提供不加密的压缩文件。"))


def _refuse_doubles(members: list[Member]) -> None:
    files = [member.file for member in members]
    if not files:
        raise ArchiveUnusable(reason=_("里面没有OneRoster的CSV文件（如users.csv、orgs.csv）。"))
    double = next((file for file in files if files.count(file) > 1), "")
    if double:
        raise ArchiveUnusable(reason=_("里面有不止一个%(file)s.csv。") % {"file": double})
