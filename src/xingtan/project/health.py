"""What a probe asks: does the database answer, does a worker live, can files be written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from xingtan.kernel.errors import DomainError
from xingtan.kernel.files import api as files
from xingtan.project.backup import nightly

WORKER_SILENCE = timedelta(seconds=90)


def database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        return {"ok": True, "version": cursor.fetchone()[0]}


def worker() -> dict[str, Any]:
    """Alive when one has written its heartbeat lately."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        beat = cursor.fetchone()[0]
    return {"ok": beat is not None and timezone.now() - beat < WORKER_SILENCE, "heartbeat": beat and beat.isoformat()}


def storage() -> dict[str, Any]:
    """Whether the store takes files: room left in a folder, or whether the bucket answers."""
    return files.the_store().examine()


def backup() -> dict[str, Any]:
    """The newest nightly backup: its day and size, and whether it is whole and not overdue."""
    found = nightly.latest()
    if found is None:
        return {"ok": False, "made_at": None}
    is_well = found.is_whole and found.is_fresh(timezone.now())
    facts = {"made_at": found.made_at.isoformat(), "megabytes": found.size // 1_000_000, "kept": found.count}
    return {"ok": is_well, **facts}


def examine() -> dict[str, dict[str, Any]]:
    """Each part with `ok`; a part that cannot even be asked is not well and says in one word why."""
    parts: dict[str, Callable[[], dict[str, Any]]] = {"database": database, "worker": worker, "storage": storage}
    if settings.BACKUP_FOLDER:
        parts["backup"] = backup
    found = {}
    for name, ask in parts.items():
        try:
            found[name] = ask()
        except (DatabaseError, OSError, DomainError) as error:
            found[name] = {"ok": False, "error": type(error).__name__}
    return found


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when database, worker and storage are well, else 503; never cached, no names, no rows.

    A backup that is overdue is told, but takes no server out of service.
    """
    found = examine()
    is_well = all(part["ok"] for name, part in found.items() if name != "backup")
    answer = JsonResponse({"ok": is_well, **found}, status=200 if is_well else 503)
    answer["Cache-Control"] = "no-store"
    return answer


class HealthMiddleware:
    """Answers /healthz before anything looks at the host name: probes call by address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz" and request.method in ("GET", "HEAD"):
            return healthz(request)
        return self.get_response(request)
