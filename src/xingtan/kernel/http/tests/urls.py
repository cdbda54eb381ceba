"""Addresses that exist in tests of this room only."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from xingtan.kernel.errors import DomainError, InvalidInput, NotFound
from xingtan.kernel.http.etag import answer_unless_known, fragment_tag
from xingtan.kernel.http.request import current, safe_next
from xingtan.kernel.http.views import login_required

handler400 = "xingtan.kernel.http.views.bad_request"
handler403 = "xingtan.kernel.http.views.forbidden"
handler404 = "xingtan.kernel.http.views.not_found"
handler500 = "xingtan.kernel.http.views.server_error"


class KettleEmpty(DomainError):
    code = "test.kettle_empty"
    message = "壶里没有水了，请先添%(litres)s升。"


def refuse(request: HttpRequest, what: str) -> HttpResponse:
    if what == "rule":
        raise KettleEmpty(litres=2)
    if what == "hidden":
        raise NotFound
    if what == "input":
        raise InvalidInput(reason="年级不对", fields={"grade": "没有这个年级"})
    if what == "django":
        raise PermissionDenied
    raise ValueError("<script>")


def echo(request: HttpRequest) -> HttpResponse:
    form = forms.Form(request.POST, request.FILES)
    return HttpResponse(f"{current().address} {get_language()} {sorted(form.data)} {safe_next(request, '/')}")


@require_POST
def button(request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


@login_required
def inside(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


@require_GET
def polled(request: HttpRequest) -> HttpResponse:
    return answer_unless_known(request, fragment_tag("bell", 3), lambda: HttpResponse("3"))


urlpatterns = [
    path("test/refuse/<str:what>/", refuse),
    path("test/echo/", echo),
    path("test/button/", button),
    path("test/inside/", inside),
    path("test/polled/", polled),
    path("", include("xingtan.project.urls")),
]
