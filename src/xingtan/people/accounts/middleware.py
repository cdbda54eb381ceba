"""The actor of the request: who signed in, as which posting, with which rights today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from xingtan.kernel.scopes import Actor
from xingtan.people.access.services import build_actor

SEEN_EVERY = timedelta(minutes=5)


def actor_of(request: HttpRequest) -> Actor:
    """Build the actor from the session. Nobody signed in gives an actor without any grant."""
    now = timezone.now()
    on = timezone.localtime(now).date()
    user = request.user
    if not user.is_authenticated:
        return Actor(on=on)
    return build_actor(
        account_id=user.pk,
        person_id=user.person_id,
        posting_id=request.session.get("posting_id"),
        on=on,
        now=now,
    )


class ActorMiddleware:
    """Sets `request.actor`, built on first use, and notes now and then that the session is alive."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.session.accessed and "_auth_user_id" in request.session:
            now = timezone.now()
            seen = request.session.get("last_seen_at")
            if seen is None or now - datetime.fromisoformat(seen) > SEEN_EVERY:
                request.session["last_seen_at"] = now.isoformat()
                request.session.save()
        return response
