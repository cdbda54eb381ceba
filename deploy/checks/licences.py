"""No package that runs with Xingtan is under the GPL or AGPL; read from both lock files. The LGPL is fine."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = re.compile(r"\bA?GPL|(?<!Lesser )General Public License", re.I)


def is_forbidden(licence: str) -> bool:
    """Whether every alternative of a licence expression is a GPL or AGPL."""
    alternatives = re.split(r"\s+OR\s+", licence.strip("()"))
    return all(FORBIDDEN.search(alternative) for alternative in alternatives)


def python_packages() -> set[str]:
    """Names of everything that `xingtan` needs to run, directly or through others."""
    packages = {package["name"]: package for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}
    found: set[str] = set()
    waiting = ["xingtan"]
    while waiting:
        name = waiting.pop()
        if name in found or name not in packages:
            continue
        found.add(name)
        package = packages[name]
        extras = [needed for group in package.get("optional-dependencies", {}).values() for needed in group]
        waiting += [needed["name"] for needed in [*package.get("dependencies", []), *extras]]
    return found - {"xingtan"}


def python_licence(name: str) -> str | None:
    """What the installed package says of itself; None when it is not installed on this platform."""
    try:
        facts = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    classifiers = [line for line in facts.get_all("Classifier", []) if line.startswith("License ::")]
    expression = facts.get("License-Expression")
    return (
        expression or " ".join(line.rpartition(":: ")[2] for line in classifiers) or (facts.get("License") or "")[:80]
    )


def findings() -> list[str]:
    faults = []
    for name in sorted(python_packages()):
        licence = python_licence(name)
        if licence is not None and (not licence or is_forbidden(licence)):
            faults.append(f"uv.lock: {name}: {licence or 'no licence named'}")
    for path, package in json.loads((ROOT / "package-lock.json").read_text())["packages"].items():
        licence = package.get("license", "")
        if path and not package.get("dev") and (not licence or is_forbidden(licence)):
            faults.append(f"package-lock.json: {path}: {licence or 'no licence named'}")
    return faults


if __name__ == "__main__":
    faults = findings()
    print("\n".join(faults) or f"{len(python_packages())} Python packages, licences as allowed")
    sys.exit(1 if faults else 0)
