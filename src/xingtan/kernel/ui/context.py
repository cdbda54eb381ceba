"""Context processor: `shell` in every template, computed only where used."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from xingtan.kernel.ui.shell import Shell


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"shell": Shell(request)}
