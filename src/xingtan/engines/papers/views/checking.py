"""For whoever was handed a paper: is it genuine, and is it valid? Open to the world."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xingtan.engines.papers.forms import CodeForm
from xingtan.engines.papers.services import checking
from xingtan.engines.papers.services.codes import tidy
from xingtan.kernel.http.request import client_address


@require_safe
@never_cache
def check_start(request: HttpRequest) -> HttpResponse:
    """Type a code."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid() and tidy(form.cleaned_data["code"]).isalnum():
        return redirect("papers:check", tidy(form.cleaned_data["code"]))
    return _public(render(request, "papers/check.html", {"form": form, "is_asking": True}))


@require_safe
@never_cache
def check(request: HttpRequest, check_code: str) -> HttpResponse:
    """What is public of the paper with this code, and whether it is valid."""
    checked = checking.check(code=check_code, address=client_address(request)[:64], now=timezone.now())
    context = {"checked": checked, "form": CodeForm()}
    return _public(render(request, "papers/check.html", context, status=200 if checked else 404))


def _public(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
