"""`xingtan backup` and `xingtan restore`: what a person types and reads."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from xingtan.project.supervisor.columns import aligned


def backup(options: argparse.Namespace) -> int:
    """Make, verify or compare. Returns 0 when all is well, 1 when a comparison differs."""
    import django

    django.setup()
    if options.what == "make" and not options.file:
        return _make(options)
    if options.what == "make":
        sys.exit("Only verify and compare read an archive.\n  Try: xingtan backup --to FILE_OR_FOLDER")
    path = Path(options.file) if options.file else _newest()
    return _verify(path) if options.what == "verify" else _compare(path)


def _newest() -> Path:
    """Without a name, the newest of the folder of backups is meant."""
    from django.conf import settings

    from xingtan.project.backup.writing import backups_in

    folder = Path(settings.BACKUP_FOLDER or settings.HOME / "backups")
    found = backups_in(folder)
    if not found:
        sys.exit(f"There is no backup in {folder}.\n  Try: xingtan backup, or name the archive")
    print(f"{found[-1]}:")
    return found[-1]


def _make(options: argparse.Namespace) -> int:
    from django.conf import settings
    from django.utils import timezone

    from xingtan.project.backup import making
    from xingtan.project.backup.progress import Progress

    to = Path(options.to or settings.BACKUP_FOLDER or settings.HOME / "backups").absolute()
    progress = Progress(is_quiet=options.json)
    made = making.make(to=to, now=timezone.now(), with_keys=options.with_keys, progress=progress)
    print(making.as_json(made) if options.json else "\n".join(making.summary(made)))
    return 1 if made.manifest.lost else 0


def _verify(path: Path) -> int:
    from xingtan.project.backup import checking, reading
    from xingtan.project.backup.progress import Progress

    with reading.opened(path) as reader:
        checked = checking.verify(reader, Progress())
    manifest = checked.manifest
    holder = manifest.bureau or "an empty installation"
    print(f"The archive is whole: {holder}, {manifest.made_at}, version {manifest.version}.")
    if checked.is_sealed:
        print("Its seal was made with the key of this installation and is unbroken.")
    else:
        print("Its seal was made with another installation's key and was not checked.")
    return 0


def _compare(path: Path) -> int:
    from xingtan.project.backup import checking, database, reading
    from xingtan.project.backup.progress import Progress

    progress = Progress()
    with reading.opened(path) as reader, database.snapshot() as connection:
        lines = checking.compare(connection, checking.verify(reader, progress), progress)
    return table(lines)


def restore(options: argparse.Namespace) -> int:
    """Put an archive back and say in one table that all of it is here."""
    import django

    django.setup()
    from django.conf import settings

    from xingtan.project.backup import owners, restoring
    from xingtan.project.backup.progress import Progress
    from xingtan.project.supervisor.config import Config

    try:
        checked, lines = restoring.restore(Path(options.file), progress=Progress(), replace=options.replace)
    finally:
        owners.to_whoever_runs(settings.HOME, is_embedded=Config.read().is_embedded)
    code = table(lines)
    print(f"Restored: {checked.manifest.bureau or 'an empty installation'} as of {checked.manifest.made_at}.")
    print("Next: xingtan up (or systemctl start), then xingtan doctor and xingtan audit verify.")
    return code


def table(lines: Sequence[object]) -> int:
    """Print a comparison. Returns 0 when everything is equal, else 1."""
    rows = [("", "in the backup", "here", "")]
    rows += [(line.what, line.expected, line.found, "ok" if line.is_equal else "DIFFERS") for line in lines]  # type: ignore[attr-defined]
    print("\n".join(aligned(rows)))
    differing = [row[0] for row in rows if row[3] == "DIFFERS"]
    if differing:
        print(f"{len(differing)} of {len(lines)} differ: {', '.join(differing)}")
        return 1
    print(f"All {len(lines)} equal.")
    return 0
