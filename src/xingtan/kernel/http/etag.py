"""Polled fragments: the bell, counts and job progress are asked for often and change seldom."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers


def fragment_tag(*parts: object) -> str:
    """An entity tag from the few values a fragment is drawn from. Include person, language and version."""
    joined = "\x1f".join(str(part) for part in parts)
    return f'"{blake2b(joined.encode(), digest_size=12).hexdigest()}"'


def answer_unless_known(request: HttpRequest, tag: str, draw: Callable[[], HttpResponse]) -> Any:
    """304 when the browser already holds the fragment `tag` names, else what `draw` returns, tagged.

    The browser keeps the copy (`no-cache` means: ask first), so htmx sees the fragment either way.
    """
    known = request.headers.get("If-None-Match")
    response = get_conditional_response(request, etag=tag) if known else None
    if response is None:
        response = draw()
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Cookie", "HX-Request"))
    return response
