"""School years, terms, and the calendar month by month."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xingtan.apps.registry import errors
from xingtan.apps.registry.forms.calendar import DayForm, TermDates, TermForm
from xingtan.apps.registry.selectors import calendar
from xingtan.apps.registry.views.answering import done, form_page, save
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.i18n.dates import school_year_text, term_text
from xingtan.kernel.scopes import require
from xingtan.people.organisations.selectors import bureau
from xingtan.people.roster import services
from xingtan.people.roster.data import MANAGE_CALENDAR
from xingtan.people.roster.selectors import school_year_on


def _school(request: HttpRequest, schools: list[Any]) -> Any | None:
    """The school in the address if the actor may look at it, else where the calendar opens. Empty means the region."""
    wanted = request.POST.get("school") or request.GET.get("school")
    if wanted:
        found = next((school for school in schools if str(school.pk) == wanted), None)
        if found is None:
            raise errors.OrganisationNotFound(organisation_id=wanted)
        return found
    return None if wanted == "" and len(schools) > 1 else calendar.first_school(request.actor, schools)


def _may_manage_region(request: HttpRequest) -> bool:
    top = bureau()
    return top is not None and bool(request.actor.may(MANAGE_CALENDAR, top.path))


def _require_region(request: HttpRequest) -> None:
    if not _may_manage_region(request):
        raise NotPermitted(permission=MANAGE_CALENDAR)


@require_safe
@login_required
def calendar_page(request: HttpRequest) -> HttpResponse:
    """One month as a grid with week numbers, and the school years with their terms."""
    actor = request.actor
    schools = calendar.schools_for(actor)
    school = _school(request, schools)
    month = calendar.month_of(request.GET.get("month", ""), actor.on)
    before, after = calendar.neighbours(month)
    shown = school_year_on(month)
    years = [year for year in calendar.years() if abs(year.starts_in - shown) <= 1]
    for year in years:
        year.title = school_year_text(year.starts_in)
        for term in year.in_order:
            term.title = term_text(year.starts_in, term.ordinal)
    may_region = _may_manage_region(request)
    may_school = school is not None and actor.may(MANAGE_CALENDAR, school.path)
    entries = calendar.entries_of(month, school)
    for entry in entries:
        entry.may_remove = may_school if entry.organisation_id else may_region
    context = {
        "month": month,
        "before": before,
        "after": after,
        "rows": calendar.month_rows(month, school, actor.on),
        "entries": entries,
        "school": school,
        "schools": schools,
        "years": years,
        "may_region": may_region,
        "may_add_day": may_region or may_school,
    }
    return render(request, "registry/calendar.html", context)


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def term_add(request: HttpRequest) -> HttpResponseBase:
    """A new term, and its school year when it is the first."""
    _require_region(request)
    form = TermForm(posted(request))
    if request.method == "POST" and form.is_valid():
        term = save(form, lambda: services.add_term(actor=request.actor, **form.cleaned_data))
        if term is not None:
            return done(request, reverse("registry:calendar"), _("已设置学期，周次从开学那一周算起。"))
    back = reverse("registry:calendar")
    return form_page(
        request, form, title=_("设置学期"), verb=_("保存"), back=back, crumb_label=_("校历"), crumb_url=back
    )


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def term_edit(request: HttpRequest, term_id: int) -> HttpResponseBase:
    """Other dates for a term."""
    _require_region(request)
    term = next((term for year in calendar.years() for term in year.in_order if term.pk == term_id), None)
    if term is None:
        raise errors.OrganisationNotFound(term_id=term_id)
    form = TermDates(posted(request), initial={"starts_on": term.starts_on, "ends_on": term.ends_on})
    if request.method == "POST" and form.is_valid():
        saved = save(form, lambda: services.update_term(actor=request.actor, term_id=term_id, **form.cleaned_data))
        if saved is not None:
            return done(request, reverse("registry:calendar"), _("已改学期日期，周次随之更新。"))
    back = reverse("registry:calendar")
    title = term_text(term.school_year.starts_in, term.ordinal)
    return form_page(request, form, title=title, verb=_("保存"), back=back, crumb_label=_("校历"), crumb_url=back)


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def day_add(request: HttpRequest) -> HttpResponseBase:
    """A day that differs: for the region by the bureau, for one school by itself."""
    actor = request.actor
    school = _school(request, calendar.schools_for(actor))
    if _may_manage_region(request) and not (request.POST.get("school") or request.GET.get("school")):
        school = None
    if school is None:
        _require_region(request)
    else:
        require(actor, MANAGE_CALENDAR, school.path)
    form = DayForm(posted(request), initial={"day": request.GET.get("day", "") or actor.on})
    if request.method == "POST" and form.is_valid():
        saved = save(
            form,
            lambda: services.set_calendar_day(
                actor=actor, organisation_id=school.pk if school else None, **form.cleaned_data
            ),
        )
        if saved is not None:
            url = f"{reverse('registry:calendar')}?month={saved.day:%Y-%m}"
            return done(request, f"{url}&school={school.pk}" if school else url, _("已写入校历。"))
    back = reverse("registry:calendar")
    scope = school.name if school else _("全区")
    return form_page(
        request,
        form,
        title=_("写入校历"),
        verb=_("写入校历"),
        back=back,
        crumb_label=_("校历"),
        crumb_url=back,
        lead=scope,
    )


@require_POST
@login_required
def day_remove(request: HttpRequest, day_id: int) -> HttpResponseBase:
    """Let a day be an ordinary one again."""
    services.remove_calendar_day(actor=request.actor, day_id=day_id)
    return done(request, reverse("registry:calendar"), _("已从校历中移除。"))
