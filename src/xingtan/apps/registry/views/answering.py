"""What the form pages of registry share: a refused save keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from xingtan.kernel.errors import DomainError, NotPermitted
from xingtan.kernel.scopes import Actor
from xingtan.kernel.ui import toasts

UNSEEN = (403, 404)
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


def save(form: forms.BaseForm, write: Callable[[], Any]) -> Any:
    """Call `write`; a rule's "no" becomes an error of the form, None comes back and the page is shown again.

    What may not be seen or done at all is not for the form to explain and passes on.
    """
    try:
        return write()
    except DomainError as error:
        if error.status in UNSEEN:
            raise
        fields = getattr(error, "fields", None) or {}
        for name, sentence in fields.items():
            form.add_error(name if name in form.fields else None, sentence)
        if not fields:
            form.add_error(None, str(error))
        return None


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    title: Any,
    verb: Any,
    back: str,
    template: str = "registry/form.html",
    **context: Any,
) -> HttpResponse:
    """The page of a form: empty, filled in, or with what is wrong. `verb` names the button, `back` the way out."""
    values = {"form": form, "title": title, "verb": verb, "back": back, **context}
    is_wrong = form.is_bound and (form.errors or context.get("has_errors"))
    return render(request, template, values, status=422 if is_wrong else 200)


def done(request: HttpRequest, url: str, words: Any) -> HttpResponseBase:
    """Go on to `url` and say what was done."""
    toasts.add_toast(request, words)
    return redirect(url)
