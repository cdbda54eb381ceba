"""Root may write a backup anywhere and read one from anywhere; what it leaves behind belongs to who works with it."""

from __future__ import annotations

import os
from pathlib import Path

from xingtan.project.service_user import ServiceUser, service_user

HANDED_OVER = ("keys", "files", "cache", "backups", "static")


def like_its_folder(place: Path) -> None:
    """Give what root has written to the owner of the folder it lies in, so that the nightly backup can work on it."""
    if os.geteuid() != 0:
        return
    found = place.parent.stat()
    _give_all(place, ServiceUser(found.st_uid, found.st_gid))


def to_whoever_runs(home: Path, *, is_embedded: bool) -> None:
    """Give what root has restored to the user the installation runs as."""
    keys = (home / "keys").stat() if (home / "keys").exists() else None
    if os.geteuid() != 0:
        return
    if keys and keys.st_uid != 0:
        user: ServiceUser | None = ServiceUser(keys.st_uid, keys.st_gid)
    else:
        user = service_user() if is_embedded else None
    for name in HANDED_OVER if user else ():
        if user and (home / name).exists():
            _give_all(home / name, user)


def _give_all(place: Path, user: ServiceUser) -> None:
    os.chown(place, user.uid, user.gid, follow_symlinks=False)
    for folder, names, files in os.walk(place):
        for name in (*names, *files):
            os.chown(os.path.join(folder, name), user.uid, user.gid, follow_symlinks=False)
