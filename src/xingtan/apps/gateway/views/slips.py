"""Activation slips as a page to print."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from xingtan.apps.gateway.selectors.accounts import attach_places
from xingtan.apps.gateway.services.accounts import Slip


def print_slips(request: HttpRequest, issued: list[Slip]) -> HttpResponse:
    """The one page on which the codes are ever shown."""
    return render(request, "gateway/slips.html", slips_context(request, issued))


def slips_context(request: HttpRequest, issued: list[Slip]) -> dict[str, Any]:
    attach_places([slip.account for slip in issued])
    shown = [{"slip": slip, "qr": _qr(request, slip)} for slip in issued]
    here = reverse("gateway:accounts")  # this address answers only to the form that was sent
    return {"shown": shown, "site": request.build_absolute_uri(reverse("gateway:activate")), "here": here}


def _qr(request: HttpRequest, slip: Slip) -> SafeString:
    """The activation address as an inline SVG."""
    query = urlencode({"name": slip.account.person.e_id, "code": slip.code})
    address = request.build_absolute_uri(f"{reverse('gateway:activate')}?{query}")
    return mark_safe(segno.make(address, error="m", micro=False).svg_inline(scale=2, border=2))
