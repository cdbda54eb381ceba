"""Notices that outlive a redirect: said once, on the next page."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse

from xingtan.kernel.ui.components.signals import TOASTS

KEY = "ui_toasts"


def add_toast(request: HttpRequest, words: Any, *, tone: str = "good", undo_url: str = "", detail: Any = "") -> None:
    """Say `words` on the next page this session opens. `tone`: good, warn, plain, bad (stays until closed)."""
    if tone not in TOASTS:  # found out here; on the next page it would stop every page of the session
        raise ValueError(f"no toast tone {tone!r}")
    waiting = list(request.session.get(KEY, ()))
    waiting.append({"words": str(words), "tone": tone, "undo_url": undo_url, "detail": str(detail)})
    request.session[KEY] = waiting


def take_toasts(request: HttpRequest) -> list[dict[str, Any]]:
    """What waits to be said; said once. Touches the session only when there is one."""
    session = getattr(request, "session", None)
    if session is None or not request.COOKIES or KEY not in session:
        return []
    taken: list[dict[str, Any]] = session.pop(KEY)
    return taken


def with_toast(
    response: HttpResponse, words: Any, *, tone: str = "good", undo_url: str = "", detail: Any = ""
) -> HttpResponse:
    """Let an htmx answer say `words` at once, whatever it swaps."""
    notice = {"words": str(words), "tone": tone, "undo_url": undo_url, "detail": str(detail)}
    header = response.get("HX-Trigger", "")
    events = json.loads(header) if header.startswith("{") else {name.strip(): "" for name in header.split(",") if name}
    response["HX-Trigger"] = json.dumps({**events, "xt:toast": notice})
    return response
