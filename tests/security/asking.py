"""Asking one address as one role, and saying in one word what came of it."""

from __future__ import annotations

from copy import deepcopy as copy
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

METHODS = ("GET", "POST", "PUT", "DELETE")
IN, HIDDEN, FORBIDDEN, SIGN_IN, NO_METHOD = "in", "hidden", "forbidden", "sign-in", "no method"
UNWELL, BROKEN = "unwell", "broken"


def routes() -> dict[str, str]:
    """Every address of the product by its full name."""

    def walk(patterns: Any, prefix: str = "", space: str = "") -> Any:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from walk(pattern.url_patterns, prefix + str(pattern.pattern), inner)
            else:
                yield space + pattern.name, prefix + str(pattern.pattern)

    return dict(walk(get_resolver().url_patterns))


def outcome(response: Any) -> str:
    """What an answer means: let in (also when the form was incomplete), hidden, forbidden, sent to sign in."""
    if response.status_code == 302 and urlsplit(response["Location"]).path == reverse("gateway:sign_in"):
        return SIGN_IN
    if response.status_code in (404, 403, 405):
        return {404: HIDDEN, 403: FORBIDDEN, 405: NO_METHOD}[response.status_code]
    if response.status_code == 503 and response.request["PATH_INFO"] == reverse("healthz"):
        return UNWELL
    return BROKEN if response.status_code >= 500 else IN


def ask(client: Client, method: str, address: str) -> str:
    """Ask once and take back whatever it wrote, the browser's cookies included."""
    cookies = copy(client.cookies)
    with transaction.atomic():
        response = client.generic(method, address, data=b"", content_type="application/x-www-form-urlencoded")
        if hasattr(response, "streaming_content"):
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    return outcome(response)
