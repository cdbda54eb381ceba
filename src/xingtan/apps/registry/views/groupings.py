"""学区, 联盟 and pairs: sets of schools beside the tree, with dates."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xingtan.apps.registry import errors
from xingtan.apps.registry.forms import organisations as forms
from xingtan.apps.registry.selectors import groupings
from xingtan.apps.registry.services import groupings as ending
from xingtan.apps.registry.views.answering import day_asked, done, form_page, require_anywhere, save
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import require
from xingtan.people.organisations import services
from xingtan.people.organisations.data import MANAGE, VIEW
from xingtan.people.organisations.selectors import bureau


def _url(grouping_id: int) -> str:
    return reverse("registry:grouping", args=[grouping_id])


def _grouping(request: HttpRequest, grouping_id: int, permission: str = "") -> Any:
    found = groupings.groupings_of(request.actor).filter(pk=grouping_id).first()
    if found is None:
        raise errors.OrganisationNotFound(grouping_id=grouping_id)
    if permission:
        require(request.actor, permission, found.organisation.path)
    return found


@require_safe
@login_required
def grouping_list(request: HttpRequest) -> HttpResponse:
    """All groupings within reach, by kind, with their members of today."""
    require_anywhere(request.actor, VIEW)
    top = bureau()
    kinds, ended = groupings.by_kind(request.actor)
    context = {
        "kinds": kinds,
        "ended": ended,
        "may_add": top is not None and request.actor.may(MANAGE, top.path),
    }
    return render(request, "registry/grouping_list.html", context)


@require_safe
@login_required
def grouping(request: HttpRequest, grouping_id: int) -> HttpResponse:
    """One grouping and who is in it on a day."""
    on = day_asked(request)
    found = _grouping(request, grouping_id)
    context = {
        "grouping": found,
        "on": on,
        "is_today": on == request.actor.on,
        "members": groupings.members_of(found, on, request.actor),
        "past": groupings.past_members(found, on, request.actor),
        "may_manage": request.actor.may(MANAGE, found.organisation.path)
        and on == request.actor.on
        and found.ends_on is None,
    }
    return render(request, "registry/grouping.html", context)


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def grouping_add(request: HttpRequest) -> HttpResponseBase:
    """Found a grouping of the bureau."""
    top = bureau()
    if top is None or not request.actor.may(MANAGE, top.path):
        raise NotPermitted(permission=MANAGE)
    form = forms.GroupingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = save(
            form,
            lambda: services.create_grouping(actor=request.actor, organisation_id=top.pk, **form.cleaned_data),
        )
        if made is not None:
            return done(request, _url(made.pk), _("已新增%(name)s。接着加入学校。") % {"name": made.name})
    back = reverse("registry:grouping_list")
    return form_page(
        request, form, title=_("新增学区或结对"), verb=_("新增"), back=back, crumb_label=_("学区与结对"), crumb_url=back
    )


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def grouping_end(request: HttpRequest, grouping_id: int) -> HttpResponseBase:
    """The last day of a whole grouping."""
    found = _grouping(request, grouping_id, MANAGE)
    form = forms.EndGroupingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        ended = save(form, lambda: ending.end(actor=request.actor, grouping_id=grouping_id, **form.cleaned_data))
        if ended is not None:
            return done(request, _url(grouping_id), _("已撤销%(name)s。") % {"name": ended.name})
    return form_page(
        request,
        form,
        title=_("撤销%(name)s") % {"name": found.name},
        verb=_("撤销这个组"),
        back=_url(grouping_id),
        crumb_label=found.name,
        crumb_url=_url(grouping_id),
        consequence=_("成员学校同日退出，在这个组上授予的权限同日截止。以前的日期仍按原样显示。"),
    )


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def grouping_member_add(request: HttpRequest, grouping_id: int) -> HttpResponseBase:
    """Let a school join from a day on."""
    found = _grouping(request, grouping_id, MANAGE)
    form = forms.MemberForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        member = save(
            form,
            lambda: services.add_member(
                actor=request.actor,
                grouping_id=grouping_id,
                organisation_id=values["organisation"],
                on=values["on"],
                is_lead=values["is_lead"],
            ),
        )
        if member is not None:
            return done(request, _url(grouping_id), _("已加入%(name)s。") % {"name": member.organisation.name})
    return form_page(
        request,
        form,
        title=_("加入学校"),
        verb=_("加入"),
        back=_url(grouping_id),
        crumb_label=found.name,
        crumb_url=_url(grouping_id),
    )


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def grouping_member_end(request: HttpRequest, grouping_id: int, organisation_id: int) -> HttpResponseBase:
    """The last day of a school in a grouping."""
    found = _grouping(request, grouping_id, MANAGE)
    form = forms.EndMemberForm(posted(request))
    if request.method == "POST" and form.is_valid():
        ended = save(
            form,
            lambda: (
                services.end_member(
                    actor=request.actor,
                    grouping_id=grouping_id,
                    organisation_id=organisation_id,
                    on=form.cleaned_data["on"],
                )
                or True
            ),
        )
        if ended:
            return done(request, _url(grouping_id), _("已退出。以前的日期仍显示它在组里。"))
    return form_page(
        request,
        form,
        title=_("退出"),
        verb=_("退出"),
        back=_url(grouping_id),
        crumb_label=found.name,
        crumb_url=_url(grouping_id),
    )
