"""`xingtan doctor`: what is well, what is not, and the next step."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from django.conf import settings
from django.core.management import get_commands
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from xingtan.project import health

Finding = tuple[bool, str, str]  # is it well, what was looked at, the next step if not

NEEDED = {  # feature: a statement that only a server with it runs
    "server 15 or newer": "SELECT 1/(current_setting('server_version_num')::int >= 150000)::int",
    "encoding UTF8": "SELECT 1/(pg_encoding_to_char(encoding) = 'UTF8')::int FROM pg_database "
    "WHERE datname = current_database()",
    "create tables": "CREATE TABLE xingtan_probe (id bigint PRIMARY KEY, words tsvector, facts jsonb)",
    "rows locked without waiting (SKIP LOCKED)": "SELECT id FROM xingtan_probe FOR UPDATE SKIP LOCKED",
    "full text, configuration simple": "SELECT to_tsvector('simple', '中山 小学') @@ to_tsquery('simple', '小学')",
    "index on words (GIN)": "CREATE INDEX ON xingtan_probe USING gin (words)",
    "triggers in PL/pgSQL": "CREATE FUNCTION xingtan_probe() RETURNS trigger "
    "LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "listen and notify": "NOTIFY xingtan_probe",
    "advisory locks": "SELECT pg_advisory_xact_lock(1)",
    "partitions": "CREATE TABLE xingtan_parts (at date) PARTITION BY RANGE (at)",
    "hashes (sha256)": "SELECT sha256('x'::bytea)",
}


def report() -> int:
    """Print each finding. Returns 0 when all is well."""
    findings = [*_machine(), *_parts()]
    for is_well, what, step in findings:
        print(f"{'ok ' if is_well else 'NOT'} {what}" + ("" if is_well else f"\n    Try: {step}"))
    return 0 if all(finding[0] for finding in findings) else 1


def _machine() -> Iterator[Finding]:
    yield sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}", "install Python 3.11 or newer"
    bundle = next((settings.ROOT / "src/xingtan/kernel/ui/static/ui").glob("*"), None)
    yield bundle is not None, "front-end bundle", "make run"
    yield settings.HOME.is_dir(), f"home {settings.HOME}", "set XINGTAN_HOME to a folder you may write"


def _parts() -> Iterator[Finding]:
    found = health.examine()
    facts = found["database"]
    yield facts["ok"], f"database {facts.get('version', facts.get('error'))}", "make run, or check DATABASE_URL"
    if facts["ok"]:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        yield not waiting, f"migrations: {len(waiting)} waiting", "xingtan manage migrate"
    facts = found["worker"]
    yield facts["ok"], f"worker, last heard {facts.get('heartbeat') or 'never'}", "make run (it starts the worker)"
    facts = found["storage"]
    yield facts["ok"], f"storage, {facts.get('free_megabytes', 'unknown')} MB free", f"make room under {settings.HOME}"
    yield "load_demo" in get_commands(), "demonstration part", "git checkout -- src"


def report_database() -> int:
    """Print each feature needed and whether the server of the settings has it. Leaves nothing behind."""
    is_complete = True
    with transaction.atomic():
        for feature, statement in NEEDED.items():
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)
                has_it = True
            except DatabaseError:
                has_it = is_complete = False
            print(f"{'ok ' if has_it else 'NOT'} {feature}")
        transaction.set_rollback(True)
    print("No extension is needed." if is_complete else "Try: a server of version 15 or newer, encoding UTF8")
    return 0 if is_complete else 1
