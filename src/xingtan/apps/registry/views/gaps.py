"""Empty fields: how many of each, and a grid to fill one of them in place."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xingtan.apps.registry.forms.gaps import GapForm
from xingtan.apps.registry.selectors import gaps, places
from xingtan.apps.registry.services.gaps import fill_gaps
from xingtan.apps.registry.views.answering import done, require_anywhere
from xingtan.kernel.http.views import login_required
from xingtan.people.roster import data as roster
from xingtan.people.roster.selectors import school_year_on


@require_safe
@login_required
def gap_list(request: HttpRequest) -> HttpResponse:
    """Fields with gaps among the pupils one looks after, the emptiest first."""
    actor = request.actor
    require_anywhere(actor, roster.MANAGE_PUPILS)
    total, found = gaps.counted(actor)
    context = {"total": total, "gaps": found, "reach": places.reach_words(actor, roster.MANAGE_PUPILS)}
    return render(request, "registry/gap_list.html", context)


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def gap_fill(request: HttpRequest, gap_code: str) -> HttpResponseBase:
    """The pupils whose field is empty, fifty at a time, each with an input."""
    actor = request.actor
    require_anywhere(actor, roster.MANAGE_PUPILS)
    gap = gaps.GAPS.get(gap_code)
    if gap is None:
        raise Http404
    rows = gaps.stays_with(actor, gap)
    count = rows.count()
    stays = list(rows[: gaps.ROWS_AT_ONCE])
    year = school_year_on(actor.on)
    for stay in stays:
        stay.class_name = stay.class_group.name_in(year) if stay.class_group else _("未分班")
    form = None
    if gap.kept_in != "card":
        form = GapForm(request.POST if request.method == "POST" else None, gap=gap, stays=stays)
    if request.method == "POST" and form is not None and form.is_valid():
        filled, refused = fill_gaps(actor=actor, gap=gap, values=form.typed, now=timezone.now())
        for person_id, sentence in refused.items():
            form.add_error(f"p{person_id}", sentence)
        if not refused:
            here = reverse("registry:gap_fill", args=[gap_code])
            back = reverse("registry:gap_list") if filled == count else here
            return done(request, back, _("已填%(count)d人。") % {"count": filled})
    context = {"gap": gap, "form": form, "stays": stays, "count": count, "most": gaps.ROWS_AT_ONCE}
    is_wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, "registry/gap_fill.html", context, status=422 if is_wrong else 200)
