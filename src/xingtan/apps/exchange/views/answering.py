"""What the form pages of the exchange share: a refused save keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from xingtan.kernel.errors import DomainError
from xingtan.kernel.ui.toasts import add_toast

UNSEEN = (403, 404)


def save(form: forms.BaseForm, write: Callable[[], Any]) -> Any:
    """Call `write`; a rule's "no" becomes an error of the form and None comes back.

    What may not be seen or done at all is not for the form to explain and passes on.
    """
    try:
        return write()
    except DomainError as error:
        if error.status in UNSEEN:
            raise
        fields: dict[str, str] = getattr(error, "fields", None) or {}
        for name, sentence in fields.items():
            form.add_error(name if name in form.fields else None, sentence)
        if not fields:
            form.add_error(None, str(error))
        return None


def form_page(request: HttpRequest, form: forms.BaseForm, **context: Any) -> HttpResponse:
    """The page of a form. Context: title, verb, back, and lead, crumb or has_file if wanted."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "exchange/form.html", {"form": form, **context}, status=status)


def done(request: HttpRequest, url: str, words: str) -> HttpResponse:
    """Go on to `url` and say what was done."""
    add_toast(request, words)
    return redirect(url)
