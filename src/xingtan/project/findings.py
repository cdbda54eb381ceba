"""What `xingtan doctor` looks at: each finding with the next step."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import get_commands
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from xingtan.kernel.notices import channel_states
from xingtan.kernel.tasks import api as tasks
from xingtan.project import health
from xingtan.project.backup import nightly
from xingtan.project.backup.progress import size_text
from xingtan.project.features import NEEDED, missing_features
from xingtan.project.supervisor.config import Config

OK, NOT, ADVICE = "ok ", "NOT", "!  "
LEAST_FREE = 1_000_000_000
LEAST_SHARE = 0.05
MOST_APART = timedelta(seconds=5)
MOST_WAITING = timedelta(minutes=10)


@dataclass(frozen=True)
class Finding:
    """What was looked at, and the next step unless it is well."""

    mark: str
    what: str
    step: str = ""


def _either(is_well: bool, what: str, step: str, *, otherwise: str = NOT) -> Finding:
    return Finding(OK, what) if is_well else Finding(otherwise, what, step)


def all_findings() -> Iterator[Finding]:
    """Everything, in the order in which one would mend it. What needs the database is left out without it."""
    yield from machine()
    yield from disks()
    yield from keys()
    yield from unsafe_settings()
    found = health.examine()
    facts = found["database"]
    what = f"database {facts.get('version', facts.get('error'))}"
    yield _either(facts["ok"], what, "make run, or check DATABASE_URL and that the server runs")
    parts: tuple[Callable[[], Iterator[Finding]], ...] = (database, clock, work, channels) if facts["ok"] else ()
    for part in parts:
        try:
            yield from part()
        except DatabaseError as error:
            yield Finding(NOT, f"{part.__name__}: {type(error).__name__}", "xingtan manage migrate")
    yield storage(found["storage"])
    yield backup()


def machine() -> Iterator[Finding]:
    yield _either(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}", "install Python 3.11 or newer")
    bundle = next((settings.ROOT / "src/xingtan/kernel/ui/static/ui").glob("*"), None)
    yield _either(bundle is not None, "front-end bundle", "make run")
    yield _either("load_demo" in get_commands(), "demonstration part", "git checkout -- src")


def disks() -> Iterator[Finding]:
    """Room where the installation writes, and where its backups go."""
    yield _either(settings.HOME.is_dir(), f"home {settings.HOME}", "set XINGTAN_HOME to a folder you may write")
    for name, folder in (("home", settings.HOME), ("backups", Path(settings.BACKUP_FOLDER or settings.HOME))):
        if not folder.is_dir() or (name == "backups" and folder == settings.HOME):
            continue
        room = shutil.disk_usage(folder)
        what = f"disk of {name}: {size_text(room.free)} free of {size_text(room.total)}"
        is_enough = room.free > LEAST_FREE and room.free > room.total * LEAST_SHARE
        yield _either(is_enough, what, f"make room: du -xh --max-depth=2 {folder} | sort -h | tail")


def keys() -> Iterator[Finding]:
    """Nobody but their owner may read the keys."""
    folder = settings.HOME / "keys"
    if not folder.is_dir():
        return
    paths = [folder, *folder.iterdir()]
    open_ones = [path for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077]
    what = f"keys: {len(paths) - 1} files, {'others may read them' if open_ones else 'only their owner reads them'}"
    yield _either(not open_ones, what, f"chmod -R go= {folder}")


def unsafe_settings() -> Iterator[Finding]:
    """Settings that suit a trial on one's own machine and nothing else."""
    is_reached = Config.read().listen not in ("127.0.0.1", "::1", "localhost") or settings.BEHIND_TLS
    anybody = "*" in settings.ALLOWED_HOSTS
    grave = NOT if is_reached else ADVICE
    if settings.IS_DEMO:
        yield Finding(
            grave, "DEMO=1: passwords of the demonstration are known to everybody", "DEMO=0 for a real bureau"
        )
    elif anybody:
        yield Finding(NOT, "ALLOWED_HOSTS=*: answers under any name", "ALLOWED_HOSTS=cloud.example.gov.cn")
    if is_reached and not settings.BEHIND_TLS:
        yield Finding(
            NOT, "reached from elsewhere without https", "nginx with a certificate in front, and BEHIND_TLS=1"
        )
    if settings.BEHIND_TLS and not settings.TRUSTED_PROXIES:
        step = "TRUSTED_PROXIES=1, else the journal keeps the address of the proxy for everybody"
        yield Finding(NOT, "behind a proxy that is not counted", step)
    if not settings.IS_DEMO and is_reached and not settings.SETUP_CODE and not _is_set_up():
        yield Finding(NOT, "nobody is set up yet, and whoever comes first may do it", "SETUP_CODE=… until you have")


def _is_set_up() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM accounts_account)")
            return bool(cursor.fetchone()[0])
    except DatabaseError:
        return False


def database() -> Iterator[Finding]:
    missing = missing_features()
    what = f"database features: {len(NEEDED) - len(missing)} of {len(NEEDED)}"
    yield _either(not missing, what, "xingtan doctor --database")
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield _either(not waiting, f"migrations: {len(waiting)} waiting", "xingtan upgrade")


def clock() -> Iterator[Finding]:
    """Deadlines and one-time codes go wrong with a clock that does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs(timezone.now() - cursor.fetchone()[0])
    what = f"clock: {apart.total_seconds():.1f} s apart from the database's"
    yield _either(apart < MOST_APART, what, "timedatectl set-ntp true, on both machines")
    if (is_kept := _is_synchronised()) is not None:
        yield _either(is_kept, "clock is kept by a time server", "timedatectl set-ntp true", otherwise=ADVICE)


def _is_synchronised() -> bool | None:
    """What systemd says; None where it is not there to be asked."""
    try:
        command = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
        told = subprocess.run(command, capture_output=True, text=True, timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"yes": True, "no": False}.get(told.stdout.strip()) if told.returncode == 0 else None


def work() -> Iterator[Finding]:
    """Workers, and how long the oldest work that is due has waited."""
    now = timezone.now()
    state = tasks.worker_state(now)
    heard = f"last heard {timezone.localtime(state.heard_at):%Y-%m-%d %H:%M:%S}" if state.heard_at else "never heard of"
    yield _either(
        state.is_healthy, f"worker: {state.alive} alive, {heard}", "make run, or systemctl start xingtan-worker"
    )
    waited = now - state.waiting_since if state.waiting_since else timedelta(0)
    what = f"queue: {state.waiting} waiting, the oldest for {int(waited.total_seconds())} s"
    yield _either(waited < MOST_WAITING, what, "look into the worker's log; start another worker if it is just busy")


def storage(facts: dict[str, Any]) -> Finding:
    if bucket := settings.FILES_S3["bucket"]:
        what = f"files: bucket {bucket} {'takes them' if facts['ok'] else 'does not answer'}"
        return _either(facts["ok"], what, "check FILES_S3_ENDPOINT, the keys, and that the bucket exists")
    what = f"files: {facts.get('free_megabytes', 'unknown')} MB free"
    return _either(facts["ok"], what, f"make room under {settings.HOME}, and let its owner write there")


def backup() -> Finding:
    if not settings.BACKUP_FOLDER:
        step = "BACKUP_FOLDER=/srv/backup/xingtan, on another disk than the data"
        return Finding(ADVICE if settings.IS_DEMO else NOT, "backup: none is made by itself", step)
    try:
        found = nightly.latest()
    except OSError as error:
        return Finding(NOT, f"backup: {error.strerror or error}", f"ls -ld {settings.BACKUP_FOLDER}")
    if found is None:
        return Finding(NOT, "backup: none yet", "xingtan backup, or wait for the night")
    is_well = found.is_whole and found.is_fresh(timezone.now())
    what = f"backup of {nightly.told(found)}" + ("" if found.is_whole else ", NOT WHOLE")
    return _either(is_well, what, "xingtan backup, and look into the worker's log")


def channels() -> Iterator[Finding]:
    """Ways out of the house: which are set up, and what went wrong with them lately."""
    for is_well, what, step in channel_states.findings():
        yield _either(is_well, what, step)
