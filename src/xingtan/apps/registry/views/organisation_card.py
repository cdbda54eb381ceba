"""The card of a school or other unit, as of any day, and changes to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xingtan.apps.registry import errors
from xingtan.apps.registry.data import ROLE_OF_POST
from xingtan.apps.registry.forms import organisations as forms
from xingtan.apps.registry.selectors import charts, organisations, words
from xingtan.apps.registry.services import organisations as services
from xingtan.apps.registry.views.answering import day_asked, done, form_page, save
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import require
from xingtan.people.access.data import ROLES
from xingtan.people.organisations.data import MANAGE, Kind
from xingtan.people.postings import data as postings
from xingtan.people.roster import data as roster


def _url(organisation_id: int) -> str:
    return reverse("registry:organisation", args=[organisation_id])


def _managed(request: HttpRequest, organisation_id: int) -> Any:
    card = organisations.organisation_card(request.actor, organisation_id, request.actor.on)
    if card is None:
        raise errors.OrganisationNotFound(organisation_id=organisation_id)
    require(request.actor, MANAGE, card.organisation.path)
    return card.organisation


def _fill_url(card: organisations.OrganisationCard, role: str) -> str:
    """Where a vacant post is filled, for those who may; empty for others."""
    may_fill = role in ROLE_OF_POST.values() and card.actor.may(postings.MANAGE, card.organisation.path)
    if card.responsible[role] or not may_fill:
        return ""
    return reverse("staffing:post_fill", args=[card.organisation.pk, role])


def _label(card: organisations.OrganisationCard, role: str) -> Any:
    return _("园长") if role == "principal" and card.is_kindergarten else ROLES[role].label


def _posts(card: organisations.OrganisationCard) -> list[dict[str, Any]]:
    roles = ("principal", "school_cio", "edtech_head", "school_administrator") if card.is_school else ("bureau_leader",)
    rows = [
        {"label": _label(card, role), "postings": card.responsible[role], "role": role, "url": _fill_url(card, role)}
        for role in roles
    ]
    return rows if card.is_school or card.organisation.kind == Kind.BUREAU else []


@require_safe
@login_required
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Facts, history, who answers for it, what is below it, and its pupils in figures."""
    actor, on = request.actor, day_asked(request)
    card = organisations.organisation_card(actor, organisation_id, on)
    if card is None:
        raise errors.OrganisationNotFound(organisation_id=organisation_id)
    facts = card.facts
    shown = facts or card.organisation
    for row in card.history:
        row.kind_word = words.word("school_kind", row.school_kind)
        row.urban_rural_word = words.word("urban_rural", row.urban_rural_code)
    may_see_pupils = card.is_school and actor.may(roster.VIEW_PUPILS, card.organisation.path)
    below = {kind: [row for row in card.below if row.kind == kind] for kind in Kind.values}
    context = {
        "card": card,
        "organisation": card.organisation,
        "facts": facts,
        "shown": shown,
        "on": on,
        "is_today": on == actor.on,
        "kind_word": words.word("school_kind", shown.school_kind),
        "urban_rural_word": words.word("urban_rural", shown.urban_rural_code),
        "sponsor_word": words.word("sponsor", card.organisation.sponsor_code),
        "posts": _posts(card),
        "is_kindergarten": card.is_kindergarten,
        "below": [(Kind(kind).label, rows) for kind, rows in below.items() if rows],
        "grade_chart": charts.grades(card.grades, on, place=card.organisation.path if may_see_pupils else "")
        if card.grades
        else None,
        "year_chart": charts.three_years(card.years, on, may_open=actor.may(roster.VIEW_PUPILS, card.organisation.path))
        if card.years
        else None,
        "pupil_count": sum(row.pupils for row in card.grades),
        "may_manage": actor.may(MANAGE, card.organisation.path) and on == actor.on and not card.organisation.closed_on,
        "may_see_classes": card.is_school and actor.may(roster.VIEW_CLASSES, card.organisation.path),
        "may_see_pupils": may_see_pupils,
        "kinds_below": [
            kind for kind in (Kind.CAMPUS, Kind.DEPARTMENT, Kind.TEACHING_RESEARCH_GROUP) if card.is_school
        ],
    }
    return render(request, "registry/organisation.html", context)


def _form_page(request: HttpRequest, row: Any, form: Any, title: str, verb: str, **more: Any) -> HttpResponse:
    back = _url(row.pk)
    return form_page(request, form, title=title, verb=verb, back=back, crumb_label=row.name, crumb_url=back, **more)


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def organisation_add(request: HttpRequest) -> HttpResponseBase:
    """A new school, campus, department or group."""
    actor = request.actor
    if not actor.may_anywhere(MANAGE):
        raise NotPermitted(permission=MANAGE)
    kind = request.GET.get("kind", "")
    kind = kind if kind in forms.NEW_KINDS else Kind.SCHOOL
    form = forms.NewOrganisationForm(
        posted(request), actor=actor, kind=kind, initial={"parent": request.GET.get("parent", "")}
    )
    if request.method == "POST" and form.is_valid():
        added = save(form, lambda: services.add(actor=actor, kind=kind, values=form.cleaned_data, now=timezone.now()))
        if added is not None:
            return done(request, _url(added.pk), _("已新增%(name)s。") % {"name": added.name})
    title = _("新增%(kind)s") % {"kind": Kind(kind).label}
    back = reverse("registry:organisation_list")
    return form_page(request, form, title=title, verb=title, back=back, crumb_label=_("学校"), crumb_url=back)


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def organisation_edit(request: HttpRequest, organisation_id: int) -> HttpResponseBase:
    """Columns without a history: short name, codes, address, pilot."""
    row = _managed(request, organisation_id)
    initial = {field: getattr(row, field) for field in services.COLUMNS}
    form = forms.UndatedColumns(posted(request), kind=row.kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = save(
            form,
            lambda: services.update(actor=request.actor, organisation_id=organisation_id, values=form.cleaned_data),
        )
        if saved is not None:
            return done(request, _url(organisation_id), _("已保存。"))
    return _form_page(request, row, form, _("改单位资料"), _("保存"))


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def organisation_facts(request: HttpRequest, organisation_id: int) -> HttpResponseBase:
    """A new name or kind from a day on; the past keeps what was so."""
    row = _managed(request, organisation_id)
    initial = {field: getattr(row, field) for field in services.FACTS}
    form = forms.FactsForm(posted(request), kind=row.kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = save(
            form,
            lambda: services.change_facts(
                actor=request.actor, organisation_id=organisation_id, values=form.cleaned_data, now=timezone.now()
            ),
        )
        if saved is not None:
            return done(
                request, _url(organisation_id), _("已更名或变更，从生效日期起使用；以前的日期仍显示原来的内容。")
            )
    return _form_page(request, row, form, _("更名与变更"), _("保存变更"))


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def organisation_close(request: HttpRequest, organisation_id: int) -> HttpResponseBase:
    """The first day without the unit. Its code is never used again."""
    row = _managed(request, organisation_id)
    form = forms.CloseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        closed = save(
            form,
            lambda: services.close(
                actor=request.actor, organisation_id=organisation_id, now=timezone.now(), **form.cleaned_data
            ),
        )
        if closed is not None:
            return done(request, _url(organisation_id), _("已撤销。历史资料仍可按日期查看。"))
    consequence = _("下级单位要先撤销。标识码作废后不再给别的单位使用。")
    return _form_page(
        request, row, form, _("撤销%(name)s") % {"name": row.name}, _("撤销单位"), consequence=consequence
    )


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def organisation_move(request: HttpRequest, organisation_id: int) -> HttpResponseBase:
    """Another parent, with everything below."""
    row = _managed(request, organisation_id)
    form = forms.MoveForm(posted(request), actor=request.actor, initial={"parent": row.parent_id})
    if request.method == "POST" and form.is_valid():
        moved = save(
            form,
            lambda: services.move(
                actor=request.actor, organisation_id=organisation_id, parent_id=form.cleaned_data["parent"]
            ),
        )
        if moved is not None:
            return done(request, _url(organisation_id), _("已移动，班级、人员和权限随之移动。"))
    return _form_page(request, row, form, _("调整上级单位"), _("移动"))
