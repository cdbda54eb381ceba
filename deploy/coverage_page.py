"""Writes docs/coverage.md from docs/coverage.toml: each demand, where it is in the product, which test shows it.

`--check` fails when the page is not what it would write, or when a row names a file or test that is not there.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = """# Coverage 验收对照

Written by `deploy/coverage_page.py` from `docs/coverage.toml`; `make check` compares them.
R numbers are those of the acceptance list.

| no. | demand, in our own words | where | shown by |
|---|---|---|---|
"""


def rows() -> list[dict[str, str]]:
    return tomllib.loads((ROOT / "docs" / "coverage.toml").read_text(encoding="utf-8"))["demand"]


def page() -> str:
    lines = []
    for row in rows():
        where = row.get("where") or "not yet"
        test = f"`{row['test']}`" if row.get("test") else "not yet"
        lines.append(f"| {row['no']} | {row['says']} | {where} | {test} |")
    return HEAD + "\n".join(lines) + "\n"


def faults() -> list[str]:
    """Rows whose test does not exist, and numbers given twice or out of order."""
    found = []
    numbers = [row["no"] for row in rows()]
    if numbers != sorted(set(numbers)):
        found.append("numbers are not unique and ascending")
    for row in rows():
        path, _separator, name = row.get("test", "").partition("::")
        file = ROOT / path
        if not path:
            continue
        if not file.exists():
            found.append(f"{row['no']}: {path} is not there")
        elif name and not re.search(rf"^def {re.escape(name)}\b", file.read_text(encoding="utf-8"), re.MULTILINE):
            found.append(f"{row['no']}: {path} has no test {name}")
    return found


def main() -> int:
    path = ROOT / "docs" / "coverage.md"
    found = faults()
    if "--check" in sys.argv:
        if not path.exists() or path.read_text(encoding="utf-8") != page():
            found.append("docs/coverage.md is stale. Run: python deploy/coverage_page.py")
    else:
        path.write_text(page(), encoding="utf-8")
    print("\n".join(found) or f"coverage: {len(rows())} demands")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
