"""Every package named in .importlinter exists, and every package that exists is named there.

A wildcard that matches nothing passes silently; so do contracts for packages that have gone.
"""

from __future__ import annotations

import configparser
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
LISTS = ("containers", "source_modules", "protected_modules", "ancestors", "allowed_importers")


def exists(module: str) -> bool:
    """Whether a dotted name is a package or module here; with wildcards, whether at least one matches."""
    parts = [part.replace("**", "*") for part in module.split(".")]
    folder = "/".join(parts)
    return any(SOURCE.glob(folder)) or any(SOURCE.glob(folder + ".py"))


def findings() -> list[str]:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    named = {
        line.strip()
        for section in contracts.sections()
        for option in LISTS
        for line in contracts.get(section, option, fallback="").splitlines()
        if line.strip().startswith("xingtan")
    }
    faults = [f".importlinter names {module}, which is not there" for module in sorted(named) if not exists(module)]
    text = (ROOT / ".importlinter").read_text(encoding="utf-8")
    for storey in ("apps", "people", "engines"):
        for package in sorted((SOURCE / "xingtan" / storey).glob("*/__init__.py")):
            if not re.search(rf"\b{package.parent.name}\b", text):
                faults.append(f".importlinter does not name xingtan.{storey}.{package.parent.name}")
    return faults


if __name__ == "__main__":
    faults = findings()
    print("\n".join(faults) or "contracts name what is there")
    sys.exit(1 if faults else 0)
