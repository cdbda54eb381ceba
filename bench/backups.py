"""A backup, beside what writes the same bytes and proves nothing: pg_dump of the database, cp of the files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench.installation import BenchTrouble, Installation
from xingtan.project.postgres import packaged
from xingtan.project.supervisor.children import environment

FILES, FILE_BYTES = 200, 1_000_000
ROUNDS = 3
XINGTAN = [sys.executable, "-m", "xingtan.project.cli"]
# Through the store's own door, so that rows speak of them: pictures and scans do not compress, nor do these.
STORE = f"""
import os, django; django.setup()
from django.utils import timezone
from xingtan.kernel.files import api
from xingtan.kernel.scopes import system_actor
actor = system_actor("bench", on=timezone.localdate())
for _ in range({FILES}):
    api.store([b"\\0\\1" + os.urandom({FILE_BYTES})], actor=actor, holder=("person_avatar", 1),
              organisation_path="/1/", purpose="bench", name="scan.dat")
"""


def backup(district: Installation) -> Iterator[dict[str, Any]]:
    """Rows a second beside pg_dump, megabytes of files a second beside cp; medians of a few turns."""
    with tempfile.TemporaryDirectory(prefix="xingtan-bench-") as name:
        home = Path(name) / "home"
        variables = environment(home, {"DATABASE_URL": district.address})
        _run([sys.executable, "-c", STORE], variables)
        ours, dumps, copies = [], [], []
        for turn in range(ROUNDS):
            to = ["--to", f"{name}/{turn}", "--json"]
            ours.append(json.loads(_run([*XINGTAN, "backup", *to], variables, or_code=1)))
            dumps.append(_timed(_dump(district.address, f"{name}/dump-{turn}"), variables))
            copies.append(_timed(["cp", "-r", str(home / "files"), f"{name}/copy-{turn}"], variables))
            os.sync()
            shutil.rmtree(f"{name}/{turn}")
            shutil.rmtree(f"{name}/copy-{turn}")
    rows = ours[0]["rows"]
    megabytes = FILES * FILE_BYTES / 1e6
    database_s = median(turn["seconds"]["database"] for turn in ours)
    files_s = median(turn["seconds"]["files"] for turn in ours)
    yield _line("backup_rows", district.size, rows / database_s, "rows/s", rows / median(dumps), "pg_dump, gzip 1")
    yield _line(
        "backup_files", district.size, megabytes / files_s, "MB/s", megabytes / median(copies), "cp -r and sync"
    )


def _dump(address: str, to: str) -> list[str]:
    program = str(packaged() / "bin" / "pg_dump")
    return [program, "--format=custom", "--compress=gzip:1", f"--file={to}", address]


def _timed(command: list[str], variables: dict[str, str]) -> float:
    started = time.monotonic()
    _run(command, variables)
    if command[0] == "cp":
        os.sync()
    return time.monotonic() - started


def _run(command: list[str], variables: dict[str, str], *, or_code: int = 0) -> str:
    """What it prints. The district's own files lie in another home, so its backup says 1: not whole."""
    done = subprocess.run(command, env=variables, capture_output=True, text=True)
    if done.returncode not in (0, or_code):
        raise BenchTrouble(f"{done.stdout}{done.stderr}\n{command[0]} failed.\n  Try: .venv/bin/xingtan backup")
    return done.stdout


def _line(name: str, size: str, value: float, unit: str, peer: float, peer_name: str) -> dict[str, Any]:
    facts = {"name": name, "size": size, "value": round(value), "unit": unit}
    return {**facts, "peer": round(peer), "peer_name": peer_name, "ratio": round(value / peer, 2)}
