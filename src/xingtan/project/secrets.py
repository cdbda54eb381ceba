"""Keys that an installation makes for itself once and keeps in a file only its owner can read."""

from __future__ import annotations

import base64
import os
from pathlib import Path


def stored(home: Path, name: str) -> str:
    """The key kept under `home`/keys/`name`, made on first use (32 random bytes, base64).

    Two processes starting together agree: the file is created exclusively and the loser reads it.
    """
    path = home / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f"{name}.{os.getpid()}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(base64.b64encode(os.urandom(32)).decode())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        temporary.unlink()
    return path.read_text().strip()


def is_given(name: str) -> bool:
    """Whether a variable gives this key, so that the file is not looked at."""
    return bool(os.environ.get(name.upper()))


def put(home: Path, name: str, key: str) -> None:
    """Put a key that was kept elsewhere in the place of the one made here; the latter stays beside it."""
    path = home / "keys" / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f"{name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        path.replace(path.with_name(f"{name}.before-restore"))
    unfinished.replace(path)
