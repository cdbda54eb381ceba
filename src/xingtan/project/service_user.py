"""The system user that database, web and worker run as when root starts Xingtan. PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = "xingtan"
STATE = Path("/var/lib/xingtan")


class NoServiceUser(SystemExit):
    """Started as root, and the system user cannot be had."""


@contextmanager
def open_to_others() -> Iterator[None]:
    """What is made here may be entered and read by everybody, whatever the umask of the caller."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


@dataclass(frozen=True)
class ServiceUser:
    uid: int
    gid: int

    def popen_options(self) -> dict[str, Any]:
        """What makes `subprocess` run a program as this user, with no group of the caller's."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def become(self) -> None:
        """Make this process the user's, for good."""
        os.setgroups([])
        os.setgid(self.gid)
        os.setuid(self.uid)

    def give(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)

    def may(self, mode: int, paths: Iterable[Path]) -> bool:
        """Whether this user has `mode` (os.R_OK …) on every path, asked of the kernel by a short-lived process."""
        wanted = [str(path) for path in paths]
        child = os.fork()
        if child == 0:
            try:
                self.become()
                os._exit(0 if all(os.access(path, mode) for path in wanted) else 1)
            except BaseException:
                os._exit(1)
        return os.waitpid(child, 0)[1] == 0


def service_user() -> ServiceUser | None:
    """The system user, made when missing; None for whoever is not root and so runs everything as themselves."""
    if os.geteuid() != 0:
        return None
    if sys.platform == "darwin":
        raise NoServiceUser("On macOS, start Xingtan as an ordinary user, not with sudo.")
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _make()
    with open_to_others():
        STATE.mkdir(parents=True, exist_ok=True)
    return ServiceUser(uid=entry.pw_uid, gid=entry.pw_gid)


def _make() -> pwd.struct_passwd:
    shell = shutil.which("nologin") or "/bin/false"
    useradd = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", str(STATE), "--shell", shell]
    adduser = ["adduser", "-S", "-D", "-H", "-h", str(STATE), "-s", shell]
    command = [*(useradd if shutil.which("useradd") else adduser), NAME]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        try:
            return pwd.getpwnam(NAME)  # another start was quicker
        except KeyError:
            raise NoServiceUser(
                f"The system user {NAME!r} for the database could not be made.\n  Try: {' '.join(command)}"
            ) from None
    return pwd.getpwnam(NAME)
