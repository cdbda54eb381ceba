"""What form pages share: a refused save keeps what was typed, a finished one says what was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from xingtan.kernel.errors import DomainError
from xingtan.kernel.ui import toasts

UNSEEN = (403, 404)


def save(form: forms.BaseForm, write: Callable[[], Any]) -> Any:
    """Call `write`; a rule's "no" becomes an error of the form, None comes back and the page is shown again.

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


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    title: Any,
    verb: Any,
    back: str,
    template: str = "ui/form.html",
    **context: Any,
) -> HttpResponse:
    """The page of a form: empty, filled in, or with what is wrong. `verb` names the button, `back` the way out.

    Further context: `lead` (a line under the title), `crumb_label` and `crumb_url`, `consequence` (a sentence above
    the button), `has_errors` (something outside the form is wrong). `form.grouped` lays fields out under headings.
    """
    values = {"form": form, "title": title, "verb": verb, "back": back, **context}
    is_wrong = form.is_bound and (form.errors or context.get("has_errors"))
    return render(request, template, values, status=422 if is_wrong else 200)


def done(request: HttpRequest, url: str, words: Any) -> HttpResponse:
    """Go on to `url` and say what was done."""
    toasts.add_toast(request, words)
    return redirect(url)
