"""The first-run wizard of a real bureau."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xingtan.apps.gateway.errors import SetupNotNeeded
from xingtan.apps.gateway.forms.setup import ADMINISTRATORS, SetupForm
from xingtan.apps.gateway.selectors.setup import needs_setup
from xingtan.apps.gateway.services.setup import Administrator, FirstRun, set_up
from xingtan.apps.gateway.views.slips import slips_context
from xingtan.kernel.errors import DomainError
from xingtan.kernel.http.request import posted


@never_cache
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Everything on one page; made in one transaction, or not at all."""
    if settings.IS_DEMO or not needs_setup():
        raise SetupNotNeeded
    form = SetupForm(posted(request), on=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            slips = set_up(first_run=_asked(form), now=timezone.now())
        except SetupNotNeeded:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return render(request, "gateway/setup_done.html", slips_context(request, slips))
    return render(request, "gateway/setup.html", {"form": form}, status=422 if form.errors else 200)


def _asked(form: SetupForm) -> FirstRun:
    cleaned = form.cleaned_data
    administrators = {
        code: Administrator(name=cleaned[f"{code}_name"], sex=cleaned[f"{code}_sex"], phone=cleaned[f"{code}_phone"])
        for code, _label in ADMINISTRATORS
    }
    return FirstRun(
        province=cleaned["province"],
        county_code=cleaned["county_code"],
        county_name=cleaned["county_name"],
        bureau_name=cleaned["bureau_name"],
        divisions=tuple(cleaned["divisions"]),
        administrators=administrators,
        starts_in=cleaned["starts_in"],
        ordinal=1 if form.is_first_term else 2,
        term_starts_on=cleaned["term_starts_on"],
        term_ends_on=cleaned["term_ends_on"],
    )
