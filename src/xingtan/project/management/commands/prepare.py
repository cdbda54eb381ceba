"""Everything between a database that answers and a web server that may start. Safe to run again at any point."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Migrate, collect static files and, in a demonstration, load the district."
    requires_system_checks = "__all__"

    def handle(self, *args: Any, **options: Any) -> None:
        self._step("migrations", self._migrate)
        self._step("static files", self._collect_static)
        if settings.IS_DEMO and "load_demo" in get_commands():
            self._step("demonstration district", self._load_demo)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _step(self, name: str, do: Callable[[], str]) -> None:
        started = time.monotonic()
        self._say(f"- {name} …")
        result = do()
        self._say(f"  done in {time.monotonic() - started:.1f} s, {result}")

    def _migrate(self) -> str:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            call_command("migrate", interactive=False, verbosity=0)
        return f"{len(waiting)} applied"

    def _collect_static(self) -> str:
        """Collected again only when a source has changed: compressing them is the slow part of a second start."""
        root, facts = Path(settings.STATIC_ROOT), hashlib.sha256()
        for finder in get_finders():
            for path, storage in finder.list([]):
                source = Path(storage.path(path)).stat()
                facts.update(f"{path} {source.st_size} {source.st_mtime_ns}\n".encode())
        stamp = root / ".collected"
        if not stamp.exists() or stamp.read_text() != facts.hexdigest():
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(facts.hexdigest())
        files = [path for path in root.rglob("*") if path.is_file()]
        return f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB"

    def _load_demo(self) -> str:
        try:
            call_command("load_demo", stdout=self.stdout)
        except CommandError as refusal:
            return f"left out: {refusal}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return f"database of {cursor.fetchone()[0] / 1e6:.0f} MB"
