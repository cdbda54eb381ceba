"""A list of pupils coming in, beside what a database needs for the same rows when nothing is asked of them.

python -m bench.rosters FOLDER: one measurement in the database of DATABASE_URL, as JSON lines.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.installation import BenchTrouble, Installation
from xingtan.project.supervisor.children import environment

ROWS = 10_000
PEER = "COPY and upsert"


def roster_import(district: Installation) -> Iterator[dict[str, Any]]:
    """Rows a second from csv and xlsx: read, compared with preview, written; then the same file again."""
    with tempfile.TemporaryDirectory(prefix="xingtan-bench-") as name:
        variables = environment(Path(name) / "home", {"DATABASE_URL": district.address})
        command = [sys.executable, "-m", "bench.rosters", name]
        done = subprocess.run(command, env=variables, capture_output=True, text=True)
        if done.returncode:
            raise BenchTrouble(f"{done.stderr}\nThe import failed.\n  Try: .venv/bin/xingtan doctor")
        for line in done.stdout.splitlines():
            yield {**json.loads(line), "size": district.size}


def measure(folder: Path) -> None:
    """Bring one list in as csv and another as xlsx."""
    from django.utils import timezone

    from tests import rosters
    from xingtan.kernel.clock import local_day
    from xingtan.people.access.services import build_actor
    from xingtan.people.postings.models import Posting
    from xingtan.people.roster.selectors import school_year_on

    now = timezone.now()
    on = local_day(now)
    heads = Posting.objects.filter(role="school_administrator", organisation__school_kind="211", ends_on=None)
    head = heads.select_related("organisation", "person__account").order_by("pk")[0]
    actor = build_actor(account_id=head.person.account.pk, person_id=head.person_id, posting_id=None, on=on, now=now)
    year = school_year_on(on)
    for kind, write, first_serial in (("csv", rosters.write_csv, 500), ("xlsx", rosters.write_xlsx, 700)):
        rows = list(rosters.pupils(ROWS, year=year, classes=40, first_serial=first_serial, seed=first_serial))
        path = write(folder / f"list.{kind}", rows)
        peer_s = _copy_and_upsert(rows)
        seconds = _bring(actor, head.organisation.path, path, now)
        again_s = _bring(actor, head.organisation.path, path, now)["compare"]
        print(_line(f"roster_import_{kind}", sum(seconds.values()), peer_s))
        print(_line(f"roster_preview_{kind}", seconds["compare"], peer_s))
        print(_line(f"roster_again_{kind}", again_s, peer_s))


def _bring(actor: Any, place: str, path: Path, now: Any) -> dict[str, float]:
    """Seconds of reading and comparing, and of writing."""
    from xingtan.kernel.imports import services, working, writing
    from xingtan.kernel.imports.data import State, Verdict

    content = path.read_bytes()
    began = time.perf_counter()
    run = services.receive(
        actor=actor, register_code="registry.pupils", path=place, upload=[content], name=path.name, on=actor.on, now=now
    )
    working.read(run)
    run.state = State.CHECKING
    working.compare(run, now)
    compared = time.perf_counter()
    if not run.counts.get(Verdict.NEW):
        return {"compare": compared - began}
    run.state = State.APPLYING
    run.save()
    writing.write(run, now)
    return {"compare": compared - began, "write": time.perf_counter() - compared}


def _copy_and_upsert(rows: list[list[str]]) -> float:
    """Seconds that the same cells take by COPY into a staging table and from there into one with a unique key."""
    from django.db import connection, transaction

    columns = [f"c{index}" for index in range(len(rows[0]))]
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        for table in ("bench_staging", "bench_target"):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
            cursor.execute(f"CREATE TABLE {table} ({', '.join(f'{name} text' for name in columns)})")
        cursor.execute("CREATE UNIQUE INDEX ON bench_target (c5)")
        began = time.perf_counter()
        with transaction.atomic():
            with cursor.copy(f"COPY bench_staging ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
            cursor.execute(
                f"INSERT INTO bench_target SELECT * FROM bench_staging ON CONFLICT (c5) DO UPDATE SET {changes}"
            )
        seconds = time.perf_counter() - began
        cursor.execute("DROP TABLE bench_staging, bench_target")
    return seconds


def _line(name: str, seconds: float, peer_s: float) -> str:
    value, peer = ROWS / seconds, ROWS / peer_s
    facts = {"name": name, "value": round(value), "unit": "rows/s", "peer": round(peer), "peer_name": PEER}
    return json.dumps({**facts, "ratio": round(value / peer, 3)})


if __name__ == "__main__":
    import django

    django.setup()
    measure(Path(sys.argv[1]))
