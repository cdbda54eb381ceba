"""Addresses of pages that other apps have, empty while they have none."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, reverse


@lru_cache(maxsize=256)
def _plain(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def address(name: str, *arguments: Any, query: str = "") -> str:
    """The address of a named page; "" when no app has it."""
    if arguments:
        try:
            found = reverse(name, args=arguments)
        except NoReverseMatch:
            return ""
    else:
        found = _plain(name)
    return f"{found}?{query}" if found and query else found
