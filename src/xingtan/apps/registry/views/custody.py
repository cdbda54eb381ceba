"""Custody: changed by the school, asked for by a guardian, and guardians who unbind themselves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xingtan.apps.registry import errors
from xingtan.apps.registry.forms.guardianships import AnswerCustodyForm, AskCustodyForm, CustodyForm, LeaveForm
from xingtan.apps.registry.selectors import requests, wards
from xingtan.apps.registry.services import custody as services
from xingtan.apps.registry.views.answering import done, form_page, save
from xingtan.apps.registry.views.guardians import _case
from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import require
from xingtan.people.persons.models import Person
from xingtan.people.roster import data as roster
from xingtan.people.roster.selectors import guardians

READ_WRITE = ("GET", "HEAD", "POST")


@require_http_methods(READ_WRITE)
@login_required
def guardianship_custody(request: HttpRequest, guardianship_id: int) -> HttpResponseBase:
    """What a decision about custody does to one guardian."""
    case = _case(request, guardianship_id)
    require(request.actor, roster.CONFIRM_GUARDIANS, case.path or "/")
    row = case.guardianship
    form = CustodyForm(posted(request), is_lost=row.custody_ends_on is not None)
    back = reverse("registry:guardianship", args=[guardianship_id])
    if request.method == "POST" and form.is_valid():
        changed = save(
            form,
            lambda: services.change_custody(
                actor=request.actor, guardianship_id=guardianship_id, now=timezone.now(), **form.cleaned_data
            ),
        )
        if changed is not None:
            return done(request, back, _("监护变更已登记。"))
    title = _("变更%(guardian)s对%(pupil)s的监护") % {"guardian": row.guardian.name, "pupil": row.pupil.name}
    return form_page(
        request,
        form,
        title=title,
        verb=_("登记变更"),
        back=back,
        crumb_label=row.guardian.name,
        crumb_url=back,
        consequence=_("从生效之日起，这位监护人看不到学生的任何信息；变更记录只增不改。孩子有危险时选“紧急停止查看”。"),
    )


@require_http_methods(READ_WRITE)
@login_required
def custody_request(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """What a guardian says has changed, and what the school does about it."""
    asked = requests.custody_request(request.actor, request_id)
    if asked is None:
        raise errors.CustodyRequestNotFound(request_id=request_id)
    about = asked.guardianship
    back = reverse("registry:guardianship", args=[about.pk])
    initial = {"on": asked.effective_on, "act": "end" if asked.reason == "deceased" else "withdraw"}
    form = AnswerCustodyForm(posted(request), initial=initial, is_lost=about.custody_ends_on is not None)
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "act": form.cleaned_data["act"].replace("refuse", "")}
        answered = save(
            form,
            lambda: services.answer_request(actor=request.actor, request_id=request_id, now=timezone.now(), **values),
        )
        if answered is not None:
            return done(request, back, _("已处理，申请人会收到通知。"))
    return form_page(
        request,
        form,
        title=_("%(pupil)s的监护变更申请") % {"pupil": about.pupil.name},
        verb=_("办理"),
        back=back,
        crumb_label=about.guardian.name,
        crumb_url=back,
        template="registry/custody_request.html",
        asked=asked,
    )


def _child(request: HttpRequest, person_id: int) -> Person:
    child = next((person for person in wards.children_of(request.actor) if person.pk == person_id), None)
    if child is None:
        raise errors.NotYourChild(person_id=person_id)
    return child


def _child_form(request: HttpRequest, child: Person, form: Any, title: str, verb: str, words: str) -> HttpResponseBase:
    back = reverse("registry:ward", args=[child.pk])
    return form_page(
        request, form, title=title, verb=verb, back=back, crumb_label=child.name, crumb_url=back, consequence=words
    )


@require_http_methods(READ_WRITE)
@login_required
def ward_custody(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """A guardian tells the school that custody has changed."""
    child = _child(request, person_id)
    held = guardians(child.pk, on=request.actor.on)
    form = AskCustodyForm(posted(request), guardians=held, actor_id=request.actor.person_id or 0)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        asked = save(
            form,
            lambda: services.ask_for_change(
                actor=request.actor,
                guardianship_id=int(values["guardianship"]),
                reason=values["reason"],
                on=values["on"],
                statement=values["statement"],
                now=timezone.now(),
            ),
        )
        if asked is not None:
            url = reverse("registry:ward", args=[child.pk])
            return done(request, url, _("已交给班主任。请带文书原件到学校核对，处理后会通知您。"))
    words = _("孩子有危险、需要马上停止某人查看时，请直接打电话给班主任，学校可以立即停止。")
    return _child_form(request, child, form, _("告诉学校监护有变更"), _("提交"), words)


@require_http_methods(READ_WRITE)
@login_required
def ward_leave(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Unbind oneself from a child."""
    child = _child(request, person_id)
    form = LeaveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        left = save(
            form,
            lambda: services.leave_ward(
                actor=request.actor, pupil_id=child.pk, note=form.cleaned_data["note"], now=timezone.now()
            ),
        )
        if left is not None:
            words = _("已解除您与%(name)s的绑定。") % {"name": child.name}
            return done(request, reverse("gateway:account_wards"), words)
    words = _("解绑后您马上看不到孩子的任何信息，要恢复须重新用班级码申请。您在法律上的监护责任不因此改变。")
    return _child_form(request, child, form, _("解除我与%(name)s的绑定") % {"name": child.name}, _("解绑"), words)
