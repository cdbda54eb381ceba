"""Teaching groups: the card, founding one, its members."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xingtan.apps.registry import errors
from xingtan.apps.registry.forms import classes as forms
from xingtan.apps.registry.selectors import classes, words
from xingtan.apps.registry.services import classes as services
from xingtan.apps.registry.views.answering import done, form_page, save
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import require
from xingtan.people.roster import data as roster
from xingtan.people.roster import services as roster_services


def _group(request: HttpRequest, group_id: int, permission: str = "") -> Any:
    group = classes.teaching_groups_of(request.actor).filter(pk=group_id).first()
    if group is None:
        raise errors.ClassNotFound(teaching_group_id=group_id)
    if permission:
        require(request.actor, permission, group.organisation.path)
    return group


def _url(group_id: int) -> str:
    return reverse("registry:teaching_group", args=[group_id])


@require_safe
@login_required
def teaching_group(request: HttpRequest, group_id: int) -> HttpResponse:
    """Who is in it today, and from which class."""
    actor = request.actor
    group = _group(request, group_id)
    classes.attach_members([group], actor.on)
    may_manage = actor.may(roster.MANAGE_CLASSES, group.organisation.path)
    teaches = group.teaching.filter(person_id=actor.person_id).exists()
    is_readable = teaches or actor.may(roster.VIEW_PUPILS, group.organisation.path)
    context = {
        "group": group,
        "subject": words.word("subject", group.subject_code),
        "members": classes.members_of(group, actor.on) if is_readable else [],
        "is_readable": is_readable,
        "may_list": actor.may_anywhere(roster.VIEW_CLASSES),
        "may_manage": may_manage,
        "form": forms.MembersForm(actor=actor, organisation_id=group.organisation_id) if may_manage else None,
    }
    return render(request, "registry/teaching_group.html", context)


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def teaching_group_add(request: HttpRequest) -> HttpResponseBase:
    """Found a teaching group."""
    actor = request.actor
    if not actor.may_anywhere(roster.MANAGE_CLASSES):
        raise NotPermitted(permission=roster.MANAGE_CLASSES)
    form = forms.TeachingGroupForm(posted(request), actor=actor)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        group = save(
            form,
            lambda: roster_services.create_teaching_group(
                actor=actor,
                organisation_id=values["organisation"],
                term_id=values["term"],
                subject_code=values["subject"],
                name=values["name"],
            ),
        )
        if group is not None:
            return done(request, _url(group.pk), _("已开设教学班。接着编入学生。"))
    back = reverse("registry:teaching_group_list")
    return form_page(
        request,
        form,
        title=_("开设教学班"),
        verb=_("开设教学班"),
        back=back,
        crumb_label=_("教学班"),
        crumb_url=back,
    )


@require_POST
@login_required
def teaching_group_members(request: HttpRequest, group_id: int) -> HttpResponseBase:
    """Let the pupils of one class join."""
    group = _group(request, group_id, roster.MANAGE_CLASSES)
    form = forms.MembersForm(request.POST, actor=request.actor, organisation_id=group.organisation_id)
    if form.is_valid():
        count = save(
            form,
            lambda: services.add_class_to_group(
                actor=request.actor,
                teaching_group_id=group_id,
                class_group_id=form.cleaned_data["class_group"],
                on=form.cleaned_data["on"],
            ),
        )
        if count:
            return done(request, _url(group_id), _("已编入%(count)s名学生。") % {"count": count})
    return form_page(
        request,
        form,
        title=_("编入学生"),
        verb=_("编入"),
        back=_url(group_id),
        crumb_label=group.name,
        crumb_url=_url(group_id),
    )


@require_POST
@login_required
def teaching_group_leave(request: HttpRequest, group_id: int, person_id: int) -> HttpResponseBase:
    """Let one pupil leave; today is the last day."""
    _group(request, group_id, roster.MANAGE_CLASSES)
    roster_services.end_group_member(
        actor=request.actor, teaching_group_id=group_id, person_id=person_id, on=request.actor.on
    )
    return done(request, _url(group_id), _("已移出，今天是最后一天。"))
