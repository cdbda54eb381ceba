"""The import contracts hold, and each of them bites: one violation planted for each is found."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

# contract -> (file to write or append to, line planted there)
PLANTED = {
    "Storeys": ("kernel/clock.py", "import xingtan.people.persons.models"),
    "Floors of apps": ("apps/registry/services/planted.py", "import xingtan.apps.staffing.api"),
    "Rooms inside an app": ("apps/registry/data.py", "import xingtan.apps.registry.models"),
    "no known room": ("apps/registry/helpers.py", "VALUE = 1"),
    "People, top to bottom": ("people/persons/data.py", "import xingtan.people.postings.data"),
    "Services, selectors and models know no HTTP": ("people/persons/services.py", "import django_htmx"),
    "The kernel has no cycles": ("kernel/events/data.py", "import xingtan.kernel.tasks.services"),
    "Gateway is entered by": ("apps/workbench/apps.py", "import xingtan.apps.gateway.services"),
    "Registry is entered by": ("apps/workbench/apps.py", "import xingtan.apps.registry.models"),
    "Papers is entered by": ("apps/workbench/apps.py", "import xingtan.engines.papers.services.fonts"),
    "Staffing is entered by": ("apps/workbench/apps.py", "import xingtan.apps.staffing.models"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [str(LINT), "--no-cache"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def copy_of_the_house(folder: Path) -> Path:
    shutil.copytree(
        ROOT / "src",
        folder / "src",
        ignore=shutil.ignore_patterns("__pycache__", "static", "fonts", "*.html", "*.po", "*.mo"),
    )
    shutil.copy(ROOT / ".importlinter", folder / ".importlinter")
    return folder


def test_the_contracts_hold():
    result = lint(ROOT)

    assert result.returncode == 0, result.stdout[-3000:]


def test_the_contracts_list_the_packages_that_exist():
    written = subprocess.run([sys.executable, "deploy/contracts.py", "--check"], cwd=ROOT, check=False)

    assert written.returncode == 0


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_violation_is_found(contract, tmp_path):
    house = copy_of_the_house(tmp_path)
    place, line = PLANTED[contract]
    file = house / "src" / "xingtan" / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text((file.read_text() if file.exists() else "") + f"\n{line}\n")

    result = lint(house)

    assert result.returncode != 0
    if contract != "no known room":
        assert any(contract in row and "BROKEN" in row for row in result.stdout.splitlines()), result.stdout[-2000:]
    else:
        assert "helpers" in result.stdout
