"""What the pages of registry ask first: which day, and whether somebody may look at a list at all."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.scopes import Actor
from xingtan.kernel.ui.answering import done, form_page, save

__all__ = ["day_asked", "done", "form_page", "require_anywhere", "save"]

FIRST_YEAR, MOST_YEARS_AHEAD = 1950, 10


def day_asked(request: HttpRequest) -> date:
    """The day in the address (`on=2025-03-01`), within reason; today when there is none or it makes no sense."""
    today: date = request.actor.on
    try:
        wanted = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today
    return wanted if FIRST_YEAR <= wanted.year <= today.year + MOST_YEARS_AHEAD else today


def require_anywhere(actor: Actor, *permissions: str) -> None:
    """Let pass whoever holds one of these permissions on any node: for lists, whose rows are narrowed by scope.

    Raises:
        NotPermitted: none of them is held anywhere.
    """
    if not any(actor.may_anywhere(permission) for permission in permissions):
        raise NotPermitted(permission=permissions[0])
