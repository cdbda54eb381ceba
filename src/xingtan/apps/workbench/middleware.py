"""What the shell shows around every page of this person: posting, day, counts, looks."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string

from xingtan.apps.workbench import services
from xingtan.apps.workbench.selectors import shell
from xingtan.kernel.notices import api as notices
from xingtan.kernel.ui.shell import NavCount, ShellFacts

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
BADGES = "xt:badges"


class Surroundings:
    """Facts about the person behind a request, each read once, when a template first asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.now = timezone.now()

    @property
    def actor(self) -> Any:
        return self.request.actor  # type: ignore[attr-defined]

    @cached_property
    def identity(self) -> shell.Identity:
        return shell.identity_of(self.actor)

    @cached_property
    def week(self) -> Any:
        return shell.week_on(self.actor.on)

    @cached_property
    def todo_counts(self) -> dict[str, int]:
        return services.tally_of(self.actor, self.now).counts if self.actor.is_signed_in else {}

    @cached_property
    def todo_count(self) -> int:
        return sum(self.todo_counts.values())

    @cached_property
    def bell(self) -> notices.BellState:
        return notices.bell_state(self.actor)

    @cached_property
    def preferences(self) -> dict[str, Any]:
        user = getattr(self.request, "user", None)
        return getattr(user, "preferences", None) or {}

    @cached_property
    def switched_off(self) -> frozenset[str]:
        return shell.switched_off(self.identity)

    def nav_counts(self) -> dict[str, NavCount]:
        return {
            "workbench:todo": NavCount(count=self.todo_count, is_yours=True),
            "workbench:notices": NavCount(count=self.bell.unread, is_yours=False),
        }

    def facts(self) -> ShellFacts:
        return ShellFacts(
            person_name=lambda: self.identity.name,
            posting_title=lambda: self.identity.title,
            posting_organisation=lambda: self.identity.organisation,
            has_several_postings=lambda: self.identity.posting_count > 1,
            day_text=lambda: shell.day_words(self.actor.on, self.week),
            todo_count=lambda: self.todo_count,
            bell_count=lambda: self.bell.unread,
            is_demo=import_string(settings.DEMONSTRATION_CHECK),
            nav_counts=self.nav_counts,
            switched_off=lambda: self.switched_off,
            theme=lambda: self.preferences.get("theme"),
            is_large=lambda: self.preferences.get("large_text"),
        )


class ShellMiddleware:
    """Sets `request.surroundings` and `request.shell`; after an act the counts are taken anew and asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        surroundings = Surroundings(request)
        request.surroundings = surroundings  # type: ignore[attr-defined]
        is_signed_in = bool(request.session.get("_auth_user_id"))
        if is_signed_in:
            request.shell = surroundings.facts()  # type: ignore[attr-defined]
        response = self.get_response(request)
        if is_signed_in and request.method not in SAFE and response.status_code < 400:
            self._after_act(request, response)
        return response

    def _after_act(self, request: HttpRequest, response: HttpResponse) -> None:
        account_id = request.session.get("_auth_user_id")
        if not account_id:
            return
        services.forget_tallies(int(account_id))
        if request.headers.get("HX-Request") == "true":
            response["HX-Trigger"] = with_event(response.get("HX-Trigger", ""), BADGES)


def with_event(header: str, event: str) -> str:
    """An HX-Trigger header that also names `event`."""
    if not header:
        return event
    if header.startswith("{"):
        return json.dumps({**json.loads(header), event: ""})
    return f"{header}, {event}"
