"""What a probe asks: does the database answer, does a worker live, can files be written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

WORKER_SILENCE = timedelta(seconds=90)
LEAST_FREE_BYTES = 200_000_000


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
    """Room left where files are kept, and whether this process may write there."""
    folder = settings.HOME / "files"
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / ".healthz"
    probe.touch()
    free = shutil.disk_usage(folder).free
    return {"ok": free > LEAST_FREE_BYTES, "free_megabytes": free // 1_000_000}


def examine() -> dict[str, dict[str, Any]]:
    """Each part with `ok`; a part that cannot even be asked is not well and says in one word why."""
    parts: dict[str, Callable[[], dict[str, Any]]] = {"database": database, "worker": worker, "storage": storage}
    found = {}
    for name, ask in parts.items():
        try:
            found[name] = ask()
        except (DatabaseError, OSError) as error:
            found[name] = {"ok": False, "error": type(error).__name__}
    return found


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when database, worker and storage are well, else 503; never cached, no names, no rows."""
    found = examine()
    is_well = all(part["ok"] for part in found.values())
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
