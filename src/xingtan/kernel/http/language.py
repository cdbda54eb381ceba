"""Which language a request is answered in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def chosen_by(request: HttpRequest) -> str:
    """Language code for this request: the account's, else the cookie's, else the installation's."""
    user = getattr(request, "user", None)
    wishes = [getattr(user, "language", "") or "", request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")]
    known = dict(settings.LANGUAGES)
    return next((wish for wish in wishes if wish in known), settings.LANGUAGE_CODE)


def remember(response: HttpResponse, code: str) -> HttpResponse:
    """Keep the language in a cookie, for pages before sign-in. An unknown code changes nothing."""
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 86400,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    return response
