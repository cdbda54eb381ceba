"""`xingtan upgrade`: from a running installation of the old version to a looked-at one of the new.

The new code is in place already. Nothing is touched before everything that can be looked at beforehand is well.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone

from xingtan.project import findings
from xingtan.project.backup import database, making, nightly
from xingtan.project.backup.progress import Progress, size_text
from xingtan.project.backup.writing import backups_in
from xingtan.project.features import missing_features
from xingtan.project.findings import NOT, OK, Finding
from xingtan.project.standstill import Found, UpgradeStopped, standing_still, systemctl
from xingtan.project.supervisor import ports
from xingtan.project.supervisor.config import Config

OLDEST_BACKUP = timedelta(days=1)
PATIENCE_S = 120.0
PAGES = ("/sign-in/", "/healthz")
# Rows of these come and go by themselves, or are written by the migration itself.
RESTLESS = ("django_", "auth_", "procrastinate_", "tasks_", "events_", "accounts_session", "axes_", "pghistory_")


# --- before ------------------------------------------------------------------------------------------------------


def check() -> Iterator[Finding]:
    """Everything that can be known before anything is stopped."""
    missing = missing_features()
    what = f"database answers, {len(missing)} features missing"
    yield Finding(NOT, what, "xingtan doctor --database") if missing else Finding(OK, what)
    waiting = pending()
    named = ", ".join(waiting[:4]) + (" …" if len(waiting) > 4 else "")
    yield Finding(OK, f"migrations: {len(waiting)} waiting" + (f" ({named})" if waiting else ""))
    unknown = from_a_newer_version()
    step = "the newer version, or restore a backup of this one"
    if unknown:
        yield Finding(NOT, f"the database is of a newer version: {unknown[0]}", step)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        size = int(cursor.fetchone()[0])
    free = shutil.disk_usage(settings.HOME).free
    what = f"disk: {size_text(free)} free, database of {size_text(size)}"
    is_enough = free > 2 * size + findings.LEAST_FREE
    yield Finding(OK, what) if is_enough else Finding(NOT, what, f"make room under {settings.HOME}")
    backup = newest_backup()
    yield Finding(OK, f"backup: {backup.name}" if backup else "backup: none within a day; one is made first")


def pending() -> list[str]:
    """Migrations of this version that the database has not had."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def from_a_newer_version() -> list[str]:
    """Migrations the database has had and this version does not know."""
    loader = MigrationExecutor(connection).loader
    known = loader.disk_migrations
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations if (app, name) not in known)


def backup_folder() -> Path:
    return Path(settings.BACKUP_FOLDER or settings.HOME / "backups")


def newest_backup() -> Path | None:
    """The newest backup, if it is younger than a day."""
    found = [path for path in backups_in(backup_folder()) if nightly.MADE_BY_US.fullmatch(path.name)]
    if not found:
        return None
    oldest = f"xingtan-{timezone.now() - OLDEST_BACKUP:%Y%m%dT%H%M%SZ}"
    return found[-1] if found[-1].name >= oldest else None


# --- the way -----------------------------------------------------------------------------------------------------


def report_check() -> int:
    """Print what is there before. Returns 1 when the upgrade would not begin."""
    return _print(list(check()))


def upgrade(config: Config, found: Found) -> int:
    """Look, back up, stop, migrate, look again, start. Returns the exit code.

    Raises:
        UpgradeStopped: at which step, and the command that leads back.
    """
    if _print(list(check())):
        raise UpgradeStopped("Nothing was changed.\n  Try: what stands above, and the same command again")
    backup = newest_backup() or _make_backup()
    connection.close()
    with standing_still(found, config):
        before = counts()
        try:
            _prepare(found)
        except (Exception, SystemExit) as error:
            raise UpgradeStopped(_way_back(f"The migration failed: {error}", backup)) from error
        if _print([*compare(before, counts()), *answers_here()]):
            raise UpgradeStopped(_way_back("Something is not as it was.", backup))
        connection.close()
    return _print(list(_after(found, config)))


def _prepare(found: Found) -> None:
    """Migrations and static files: by the unit where there is one, since it runs as the right user."""
    if not found.units:
        call_command("prepare")
    elif not systemctl("restart", "xingtan-prepare"):
        raise UpgradeStopped("xingtan-prepare failed; journalctl -u xingtan-prepare says why")


def _make_backup() -> Path:
    made = making.make(to=backup_folder(), now=timezone.now(), progress=Progress())
    return made.place


def _way_back(sentence: str, backup: Path) -> str:
    return f"{sentence}\n  Back to before: the old version, then xingtan restore --replace {backup}"


def counts() -> dict[str, int]:
    """Rows of every table whose rows do not come and go by themselves."""
    with database.snapshot() as own:
        names = [table.name for table in database.tables(own) if not table.name.startswith(RESTLESS)]
        found = {}
        for name in names:
            row = own.execute(f'SELECT count(*) FROM "{name}"'.encode()).fetchone()
            assert row
            found[name] = int(row[0])
    return found


def compare(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[Finding]:
    """No table may have fewer rows than before; one that has gone had none."""
    fewer = {name: count for name, count in before.items() if after.get(name, 0) < count}
    for name, count in sorted(fewer.items()):
        yield Finding(NOT, f"{name}: {after.get(name, 0)} rows after, {count} before", "the way back below")
    more = {name: after[name] - count for name, count in before.items() if after.get(name, 0) > count}
    told = "".join(f", {name} {count} more" for name, count in sorted(more.items()))
    if not fewer:
        yield Finding(OK, f"rows: {sum(before.values()):,} in {len(before)} tables are all there{told}")


def answers_here() -> Iterator[Finding]:
    """The first page, asked of the new code in this process, before anybody else sees it."""
    host = next((name for name in settings.ALLOWED_HOSTS if name != "*" and not name.startswith(".")), "localhost")
    status = Client(raise_request_exception=False).get("/sign-in/", headers={"host": host}, secure=True).status_code
    what = f"the sign-in page answers {status}"
    yield Finding(OK, what) if status in (200, 302) else Finding(NOT, what, "xingtan manage check")


def _after(found: Found, config: Config) -> Iterator[Finding]:
    if found.units:
        yield from _served(config)
        yield from (finding for finding in findings.all_findings() if finding.mark == NOT)
    elif found.supervisor:
        yield Finding(OK, "upgraded; the supervisor was stopped: start it again where it ran (make run)")
    else:
        yield Finding(OK, "upgraded; nothing ran before, so nothing was started")


def _served(config: Config) -> Iterator[Finding]:
    """What the web server answers once it is back."""
    deadline = time.monotonic() + PATIENCE_S
    for page in PAGES:
        while (status := ports.status_of(config.listen, config.port or 8000, page)) != 200:
            if time.monotonic() > deadline:
                break
            time.sleep(1)
        step = "journalctl -u xingtan-web -u xingtan-worker -n 50"
        yield Finding(OK, f"{page} answers") if status == 200 else Finding(NOT, f"{page} answers {status}", step)


def _print(found: list[Finding]) -> int:
    for finding in found:
        print(f"{finding.mark} {finding.what}" + (f"\n    Try: {finding.step}" if finding.step else ""))
    return 1 if any(finding.mark == NOT for finding in found) else 0
