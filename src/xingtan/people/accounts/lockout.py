"""What a locked name gets to see. The page itself belongs to the app that has the sign-in form."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xingtan.people.accounts.backends import accounts_named


def answer(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """429 and a sentence that says how long it lasts."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "gateway/locked.html", {"minutes": minutes}, status=429)


def name_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name under which wrong tries are counted: the account's own, whichever of its names was typed.

    Otherwise e-ID, phone number and user name, with or without spaces, would each give a new set of tries.
    """
    typed = str((credentials or {}).get("username") or request.POST.get("username", ""))
    known: dict[str, str] = request.__dict__.setdefault("_names_of_typed", {})  # asked several times a sign-in
    if typed not in known:
        found = accounts_named(typed)
        known[typed] = found[0].username if len(found) == 1 else "".join(typed.split()).lower()[:60]
    return known[typed]
