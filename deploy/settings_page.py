"""Writes docs/settings.md from the typed readers of the environment. `--check` fails when the page is stale."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = """# Settings 环境变量

Written by `deploy/settings_page.py` from the code that reads them; `make check` compares them.
A wrong value stops the start and names the variable. Empty means the default.

| variable | kind | default | meaning |
|---|---|---|---|
"""
MACHINE = {"XINGTAN_HOME": "`var/` beside the code", "WEB_WORKERS": "one for each core, 2 to 8"}


def page() -> str:
    """The table, with defaults that differ from machine to machine told in words."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "xingtan.project.settings"
    os.environ.setdefault("XINGTAN_HOME", tempfile.mkdtemp(prefix="xingtan-settings-"))
    from django.conf import settings

    from xingtan.project import env
    from xingtan.project.supervisor.config import Config

    assert settings.ROOT_URLCONF and Config.read()
    rows = sorted(env.DOCUMENTED.values(), key=lambda variable: variable.name)
    return HEAD + "".join(
        f"| `{row.name}` | {row.kind} | {MACHINE.get(row.name, row.default) or '—'} | {row.doc} |\n" for row in rows
    )


def main() -> int:
    path = ROOT / "docs" / "settings.md"
    written = page()
    if "--check" not in sys.argv:
        path.write_text(written, encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != written:
        print("docs/settings.md is stale. Run: python deploy/settings_page.py")
        return 1
    print(f"settings: {written.count('| `')} variables")
    return 0


if __name__ == "__main__":
    sys.exit(main())
