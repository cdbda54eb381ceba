"""Finding: search over everything, and the applications one may open."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from xingtan.apps.workbench.selectors import applications, finding
from xingtan.kernel.http.request import is_htmx
from xingtan.kernel.http.views import login_required

LONGEST_QUESTION = 100


@require_GET
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """People, units and pages. For Ctrl K the results alone, else the page."""
    actor = request.actor  # type: ignore[attr-defined]
    question = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    wants_part = is_htmx(request) and request.headers.get("HX-Target", "") == "xt-find-results"
    found = finding.found_for(
        actor,
        question,
        limit=6 if wants_part else 30,
        off=request.surroundings.switched_off,  # type: ignore[attr-defined]
    )
    template = "workbench/_found.html" if wants_part else "workbench/search.html"
    response = render(request, template, {"question": question, "found": found, "is_page": not wants_part})
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


@require_GET
@login_required
def apps(request: HttpRequest) -> HttpResponse:
    """Every application, with what waits in it; those the school has not opened stand apart."""
    around = request.surroundings  # type: ignore[attr-defined]
    offered = applications.applications_for(around.actor, off=around.switched_off, counts=around.todo_counts)
    return render(request, "workbench/apps.html", {"offered": offered})
