"""An import of 20,000 pupils, killed at ten random moments and begun again, ends as one that nobody disturbed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from conftest import HOME, TestDatabases
from tests import rosters
from tests.journeys.district import ROOT, address_of
from tests.resilience.test_killed import facts
from xingtan.kernel.clock import today
from xingtan.people.roster.selectors import school_year_on
from xingtan.project import env

pytestmark = pytest.mark.slow

COUNT = 20_000
KILLS = 10


@pytest.fixture
def named(django_db_setup: None) -> Iterator[Callable[[str], str]]:
    """Names of databases that are dropped afterwards."""
    databases = TestDatabases(env.database("DATABASE_URL", HOME, doc="postgresql://… of a server (15 or newer)."))
    made: list[str] = []

    def make(part: str, *, template: str = "") -> str:
        name = f"test_{databases.base}_import_{part}_{os.getpid()}"
        made.append(name)
        if template:
            databases.run("CREATE DATABASE {} TEMPLATE {}", name, template)
        else:
            databases.clone(name)
        return name

    yield make
    for name in made:
        databases.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def start(database: str, home: Path, *words: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "DATABASE_URL": address_of(database),
        "DJANGO_SETTINGS_MODULE": "xingtan.project.settings",
        "XINGTAN_HOME": str(home),
        "PYTHONUTF8": "1",
    }
    command = [sys.executable, "-m", "tests.resilience.importing", *words]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> None:
    said, _nothing = process.communicate(timeout=900)
    assert process.returncode == 0, said


def test_ten_kills_leave_the_same_register(named: Callable[..., str], tmp_path: Path) -> None:
    seed = int(os.environ.get("XINGTAN_SEED") or random.SystemRandom().randrange(10**6))
    print(f"seed {seed} (XINGTAN_SEED={seed} repeats these moments)")
    moments = random.Random(seed)
    rows = rosters.pupils(COUNT, year=school_year_on(today()), seed=seed, classes=40, first_serial=100)
    book = rosters.write_csv(tmp_path / "名册.csv", rows)
    home = tmp_path / "home"
    undisturbed = named("undisturbed")
    finish(start(undisturbed, home, "prepare", str(book)))
    disturbed = named("disturbed", template=undisturbed)

    began = time.monotonic()
    finish(start(undisturbed, home, "work"))
    whole_s = time.monotonic() - began
    kills = 0
    while kills < KILLS:
        process = start(disturbed, home, "work")
        assert process.stdout is not None and process.stdout.readline() == "begun\n"
        time.sleep(moments.uniform(0, whole_s / (KILLS + 2)))
        assert process.poll() is None, f"done before {KILLS} kills"
        process.kill()
        process.communicate()
        kills += 1
    finish(start(disturbed, home, "work"))

    with psycopg.connect(address_of(undisturbed)) as one, psycopg.connect(address_of(disturbed)) as other:
        expected, found = facts(one), facts(other)
        pupils = one.execute("SELECT count(*) FROM roster_enrolment").fetchone()
    assert pupils is not None and pupils[0] == COUNT
    assert found == expected
