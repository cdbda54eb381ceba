"""Nobody reaches a page before the gates opened at sign-in have fallen: first password, agreements.

The gates stand in the session, so a request without any costs one look-up in a dict already loaded. A version of an
agreement published since then is asked for on the next page somebody opens; what they are about to send still goes
through, so that no half-filled form is lost.

On the way back, whatever rested on a timed power is written into the journal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import empty

from xingtan.apps.gateway.data import AGREED_UP_TO, GATE_AGREEMENTS, GATE_PASSWORD, GATES, NEXT
from xingtan.apps.gateway.services.access import note_powers_used
from xingtan.kernel.http.request import is_htmx
from xingtan.people.accounts.selectors import agreements_to_accept

OPEN_VIEWS = frozenset(
    (
        "gateway:welcome",
        "gateway:first_password",
        "gateway:agreement",
        "gateway:sign_out",
        "gateway:account_preferences",
        "healthz",
        "ui:language",
        "ui:manifest",
        "ui:offline",
        "ui:service_worker",
    )
)
REFUSALS = (401, 403, 404, 405)
LONGEST_ADDRESS = 500
PAGE_OF_GATE = {GATE_PASSWORD: "gateway:first_password", GATE_AGREEMENTS: "gateway:welcome"}


class GateMiddleware:
    """Sends people to the first gate that still stands."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        note_powers(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not request.COOKIES or (match is not None and match.view_name in OPEN_VIEWS):
            return None
        if gates := request.session.get(GATES):
            return to_first_gate(request, gates)
        if is_asked_again(request):
            request.session[NEXT] = request.get_full_path()
            return redirect(PAGE_OF_GATE[GATE_AGREEMENTS])
        return None


def note_powers(request: HttpRequest, response: HttpResponse) -> None:
    """Journal the timed powers that this request was answered by; refusals were not. Costs nothing without one."""
    actor = getattr(request.actor, "_wrapped", request.actor)  # looks whether it was built, without building it
    if actor is empty or not actor.used or response.status_code in REFUSALS:
        return
    address = request.get_full_path()[:LONGEST_ADDRESS]
    note_powers_used(actor=actor, method=request.method or "", address=address, is_done=response.status_code < 400)


def is_asked_again(request: HttpRequest) -> bool:
    """Whether a whole page was asked for, and an agreement waits that was published during this session."""
    session = request.session
    if session.get(AGREED_UP_TO, session.newest_agreement) >= session.newest_agreement:
        return False
    if request.method not in ("GET", "HEAD") or is_htmx(request):
        return False
    if agreements_to_accept(person_id=request.actor.person_id):
        return True
    session[AGREED_UP_TO] = session.newest_agreement
    return False


def to_first_gate(request: HttpRequest, gates: list[str]) -> HttpResponse:
    address = reverse(PAGE_OF_GATE.get(gates[0], "gateway:welcome"))
    if is_htmx(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return redirect(address)
