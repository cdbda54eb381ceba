"""What is known of the request being answered: its quote number, the client's address, the form of answer wished."""

from __future__ import annotations

import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

QUOTE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is misread aloud or on paper


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestFacts:
    """Plain facts about one request, for the journal and the log."""

    quote: str = ""
    address: str = ""
    port: int | None = None
    user_agent: str = ""


NO_REQUEST = RequestFacts()
_current: ContextVar[RequestFacts] = ContextVar("xingtan_request", default=NO_REQUEST)


def current() -> RequestFacts:
    """Facts of the request being answered; empty ones in jobs and commands."""
    return _current.get()


def new_quote() -> str:
    """A number people can read out on the telephone, e.g. "7K3F-92QD"."""
    letters = "".join(secrets.choice(QUOTE_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def quote_of(request: HttpRequest) -> str:
    """The request's quote number, whether or not the middleware ran."""
    return getattr(request, "quote", "") or new_quote()


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asked for a fragment. Works before `HtmxMiddleware` has run."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asked, preferring JSON to a page."""
    return bool(request.get_preferred_type(["text/html", "application/json"]) == "application/json")


def client_address(request: HttpRequest) -> str:
    """The address the request came from.

    `X-Forwarded-For` is believed only as far as `TRUSTED_PROXIES` proxies of ours have written into it:
    with two, the second entry from the right. Whatever a client wrote itself stands further left.
    """
    proxies: int = settings.TRUSTED_PROXIES
    direct = str(request.META.get("REMOTE_ADDR") or "")
    if proxies <= 0:
        return direct
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    return hops[-proxies] if len(hops) >= proxies else direct


def client_port(request: HttpRequest) -> int | None:
    """The client's port, known only without a proxy in between."""
    port = str(request.META.get("REMOTE_PORT") or "")
    return int(port) if port.isdigit() and settings.TRUSTED_PROXIES <= 0 else None


def facts_of(request: HttpRequest, quote: str) -> RequestFacts:
    return RequestFacts(
        quote=quote,
        address=client_address(request)[:64],
        port=client_port(request),
        user_agent=request.headers.get("User-Agent", "")[:300],
    )


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form page was sent, be it nothing at all; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def safe_next(request: HttpRequest, fallback: str) -> str:
    """Where to go afterwards: the `next` of the form or query if it stays on this site, else `fallback`."""
    wished = request.POST.get("next") or request.GET.get("next") or ""
    allowed = {request.get_host()}
    if wished and url_has_allowed_host_and_scheme(wished, allowed_hosts=allowed, require_https=request.is_secure()):
        return wished
    return fallback


def page_behind(request: HttpRequest) -> str:
    """Path of the page a person looks at: for htmx the address bar's, else the request's own."""
    if not is_htmx(request):
        return request.get_full_path()
    parts = urlsplit(request.headers.get("HX-Current-URL", ""))
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
