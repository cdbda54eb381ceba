"""The checks behind `make check` and `make test`, each with its time; all are run before a failure ends it.

python deploy/checks/quality.py check | test
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
TOOLS = Path(PYTHON).parent
DJANGO = [PYTHON, "-W", "ignore::RuntimeWarning", "-m", "django"]

STATIC: dict[str, list[str]] = {
    "types": [str(TOOLS / "mypy")],
    "lint": [str(TOOLS / "ruff"), "check", "--quiet", "."],
    "format": [str(TOOLS / "ruff"), "format", "--check", "--quiet", "."],
    "import contracts": [str(TOOLS / "lint-imports"), "--cache-dir", "var/import-linter"],
    "contract lists": [PYTHON, "deploy/checks/contracts.py"],
    "contract text": [PYTHON, "deploy/contracts.py", "--check"],
    "settings page": [PYTHON, "deploy/settings_page.py", "--check"],
    "coverage page": [PYTHON, "deploy/coverage_page.py", "--check"],
    "licences": [PYTHON, "deploy/checks/licences.py"],
    "catalogues": [*DJANGO, "catalogue", "check"],
    "system checks": [*DJANGO, "check"],
    "migrations": [*DJANGO, "makemigrations", "--check", "--dry-run"],
}
QUICK = ["-m", "not journey and not slow"]


def run(name: str, command: list[str]) -> bool:
    """Run one check quietly; its output is shown when it fails."""
    started = time.monotonic()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "xingtan.project.test_settings", "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    is_well = done.returncode == 0
    shown = "" if is_well else f"\n{done.stdout}{done.stderr}".rstrip()
    print(f"- {name}: {'ok' if is_well else 'FAILED'} in {time.monotonic() - started:.1f} s{shown}", flush=True)
    return is_well


def pytest(arguments: list[str]) -> bool:
    command = [PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile", *arguments]
    return subprocess.call(command, cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"}) == 0


def main(purpose: str) -> int:
    started = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda item: run(*item), STATIC.items()))
    results.append(pytest(QUICK if purpose == "check" else []))
    failed = [name for name, is_well in zip([*STATIC, "tests"], results, strict=True) if not is_well]
    verdict = f"FAILED: {', '.join(failed)}" if failed else "all well"
    print(f"{verdict}, {time.monotonic() - started:.0f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
