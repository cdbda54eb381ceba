"""Compile the translation catalogues, or check that each is complete.

python deploy/checks/catalogues.py compile | check
"""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCES = Path(__file__).resolve().parents[2] / "src"


def sources() -> list[Path]:
    return sorted(SOURCES.rglob("locale/*/LC_MESSAGES/*.po"))


def compile_all() -> int:
    """Write each .mo that is older than its .po. Returns how many were written."""
    stale = [path for path in sources() if not is_fresh(path)]
    for path in stale:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        temporary = path.with_suffix(f".mo.{os.getpid()}")
        with temporary.open("wb") as file:
            write_mo(file, catalogue)
        temporary.replace(path.with_suffix(".mo"))
    return len(stale)


def is_fresh(path: Path) -> bool:
    made = path.with_suffix(".mo")
    return made.exists() and made.stat().st_mtime_ns >= path.stat().st_mtime_ns


if __name__ == "__main__":
    print(f"{compile_all()} catalogues compiled")
