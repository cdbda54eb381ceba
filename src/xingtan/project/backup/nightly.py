"""The backup that is made every night by itself, and what can be told of those that are there."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from xingtan.kernel.tasks import api as tasks
from xingtan.project.backup import making
from xingtan.project.backup.manifest import MANIFEST
from xingtan.project.backup.progress import Progress, size_text
from xingtan.project.backup.refusals import BackupTrouble
from xingtan.project.backup.writing import backups_in

MADE_BY_US = re.compile(r"xingtan-[0-9]{8}T[0-9]{6}Z")
OVERDUE = timedelta(hours=36)


class BackupFailed(Exception):
    """Tonight's backup was not made, or is not whole. The worker keeps the sentence with the run."""


class InTask(Progress):
    """Progress that the page of background work shows; a worker that is told to stop stops between two blocks."""

    def __init__(self) -> None:
        super().__init__(is_quiet=True)

    def at(self, done: int, total: int, unit: str) -> None:
        tasks.check_cancelled()
        tasks.progress(min(done, total), total, unit)


@dataclass(frozen=True, kw_only=True)
class Latest:
    """The newest backup of BACKUP_FOLDER; `count` of them are there."""

    name: str
    made_at: datetime
    size: int
    count: int
    is_whole: bool

    def is_fresh(self, now: datetime) -> bool:
        return now - self.made_at < OVERDUE


def make_nightly() -> str | None:
    """Make a backup in BACKUP_FOLDER and remove those beyond BACKUP_KEEP. None where no folder is set.

    Raises:
        BackupFailed: it was not made, or the store has lost files. Nothing old is removed then.
    """
    if not settings.BACKUP_FOLDER:
        return None
    try:
        made = making.make(to=Path(settings.BACKUP_FOLDER), now=timezone.now(), progress=InTask())
    except BackupTrouble as error:
        raise BackupFailed(str(error)) from error
    if made.manifest.lost:
        raise BackupFailed("\n".join(making.summary(made)))
    removed = forget(Path(settings.BACKUP_FOLDER), keep=settings.BACKUP_KEEP)
    rows, files = made.manifest.rows, made.manifest.files
    return f"{made.place.name}: {rows:,} rows, {files:,} files, {made.copied:,} new; {removed} old removed"


def forget(folder: Path, *, keep: int) -> int:
    """Remove the oldest backups beyond `keep`; 0 keeps all. Only what has a backup's name is touched."""
    ours = [path for path in backups_in(folder) if MADE_BY_US.fullmatch(path.name)]
    old = ours[:-keep] if keep else []
    for path in old:
        shutil.rmtree(path)
    return len(old)


def latest() -> Latest | None:
    """The newest backup, from its manifest; None when there is none, or no folder.

    Raises:
        OSError: the folder cannot be looked into.
    """
    if not settings.BACKUP_FOLDER:
        return None
    found = backups_in(Path(settings.BACKUP_FOLDER))
    if not found:
        return None
    try:
        facts = json.loads((found[-1] / MANIFEST).read_text(encoding="utf-8"))
        size = facts["files_bytes"] + sum(table["size"] for table in facts["tables"])
        made_at, is_whole = datetime.fromisoformat(facts["made_at"]), not facts["lost"]
    except (ValueError, KeyError, TypeError) as error:
        raise OSError(f"{found[-1]} is no backup") from error
    return Latest(name=found[-1].name, made_at=made_at, size=size, count=len(found), is_whole=is_whole)


def told(backup: Latest) -> str:
    """One line for a person."""
    day = timezone.localtime(backup.made_at)
    return f"{day:%Y-%m-%d %H:%M}, {size_text(backup.size)}, {backup.count} kept"
