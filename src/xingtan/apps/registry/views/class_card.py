"""The class card and what may be done to a class."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xingtan.apps.registry import errors
from xingtan.apps.registry.forms import classes as forms
from xingtan.apps.registry.selectors import classes, words
from xingtan.apps.registry.services import classes as services
from xingtan.apps.registry.services import guardianships
from xingtan.apps.registry.views.answering import day_asked, done, form_page, save
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.request import posted, safe_next
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import require
from xingtan.people.accounts import data as accounts
from xingtan.people.postings import data as postings
from xingtan.people.roster import data as roster
from xingtan.people.roster import services as roster_services
from xingtan.people.roster.selectors import school_year_on


def _card(request: HttpRequest, class_group_id: int, permission: str = "") -> classes.ClassCard:
    card = classes.class_card(request.actor, class_group_id, request.actor.on)
    if card is None:
        raise errors.ClassNotFound(class_group_id=class_group_id)
    if permission:
        require(request.actor, permission, card.class_group.path)
    return card


def _url(class_group_id: int) -> str:
    return reverse("registry:class", args=[class_group_id])


def _slips_url(actor: Any, row: Any) -> str:
    """Where accounts not yet activated get their slips: those of the school, or all one is responsible for."""
    if not actor.may(accounts.MANAGE, row.path):
        return ""
    place = {"place": row.organisation.path} if actor.may(accounts.VIEW, row.organisation.path) else {}
    return f"{reverse('gateway:accounts')}?{urlencode({'view': 'new', **place})}"


def _name(card: classes.ClassCard) -> str:
    return card.class_group.name_in(school_year_on(card.on))


@require_safe
@login_required
def class_group(request: HttpRequest, class_group_id: int) -> HttpResponse:
    """Pupils, teachers, teaching groups and the join code of one class."""
    actor, on = request.actor, day_asked(request)
    card = classes.class_card(actor, class_group_id, on)
    if card is None:
        raise errors.ClassNotFound(class_group_id=class_group_id)
    path = card.class_group.path
    may_see_pupils = actor.may(roster.VIEW_PUPILS, path)
    teaches = any(row.person_id == actor.person_id for row in card.teachers)
    girls = sum(1 for stay in card.pupils if stay.person.sex == "2")
    for row in card.teachers:
        row.subject_name = words.word("subject", row.subject_code)
    for group in card.teaching_groups:
        group.subject_name = words.word("subject", group.subject_code)
    context = {
        "card": card,
        "class_group": card.class_group,
        "name": card.class_group.name_in(school_year_on(on)),
        "on": on,
        "is_today": on == actor.on,
        "may_see_pupils": may_see_pupils or teaches,
        "may_open_cards": may_see_pupils,
        "may_manage": actor.may(roster.MANAGE_CLASSES, path) and on == actor.on,
        "may_appoint": actor.may(postings.MANAGE, path) and on == actor.on,
        "may_enrol": actor.may(roster.MANAGE_PUPILS, path),
        "may_show_code": actor.may(roster.CONFIRM_GUARDIANS, path),
        "girls": girls,
        "boys": len(card.pupils) - girls,
        "boarders": sum(1 for stay in card.pupils if stay.attendance_code == "2"),
        "list_url": f"{reverse('registry:pupil_list')}?{urlencode({'place': path})}",
        "print_url": f"{reverse('registry:pupil_list')}?{urlencode({'place': path, 'format': 'print'})}",
        "kind": words.word("class_kind", card.class_group.kind_code),
        "may_list": actor.may_anywhere(roster.VIEW_CLASSES),
        "slips_url": _slips_url(actor, card.class_group),
    }
    return render(request, "registry/class.html", context)


def _form_page(
    request: HttpRequest, card: classes.ClassCard, form: Any, title: str, verb: str, **more: Any
) -> HttpResponse:
    back = _url(card.class_group.pk)
    return form_page(request, form, title=title, verb=verb, back=back, crumb_label=_name(card), crumb_url=back, **more)


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def class_add(request: HttpRequest) -> HttpResponseBase:
    """Open a class."""
    if not request.actor.may_anywhere(roster.MANAGE_CLASSES):
        raise NotPermitted(permission=roster.MANAGE_CLASSES)
    form = forms.OpenClassForm(posted(request), actor=request.actor, school=None)
    if request.method == "POST" and form.is_valid():
        opened = save(
            form, lambda: services.open_class(actor=request.actor, values=form.cleaned_data, now=timezone.now())
        )
        if opened is not None:
            words_ = _("已开设%(name)s。") % {"name": opened.lasting_name}
            return done(request, _url(opened.pk), words_)
    return form_page(
        request,
        form,
        title=_("开设班级"),
        verb=_("开设班级"),
        back=reverse("registry:class_list"),
        crumb_label=_("班级"),
        crumb_url=reverse("registry:class_list"),
    )


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def class_edit(request: HttpRequest, class_group_id: int) -> HttpResponseBase:
    """Number, alias, kind, room, campus."""
    card = _card(request, class_group_id, roster.MANAGE_CLASSES)
    initial = {field: getattr(card.class_group, field) for field in services.DETAILS}
    form = forms.ClassDetails(posted(request), school=card.class_group.organisation, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = save(
            form,
            lambda: services.update_class(actor=request.actor, class_group_id=class_group_id, values=form.cleaned_data),
        )
        if saved is not None:
            return done(request, _url(class_group_id), _("已保存。"))
    return _form_page(request, card, form, _("改班级资料"), _("保存"))


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def class_close(request: HttpRequest, class_group_id: int) -> HttpResponseBase:
    """The last day of a class without pupils."""
    card = _card(request, class_group_id, roster.MANAGE_CLASSES)
    form = forms.CloseClassForm(posted(request))
    if request.method == "POST" and form.is_valid():
        closed = save(
            form,
            lambda: services.close_class(
                actor=request.actor, class_group_id=class_group_id, on=form.cleaned_data["on"], now=timezone.now()
            ),
        )
        if closed is not None:
            return done(request, _url(class_group_id), _("已结束这个班，班主任任职和任课同时截止。"))
    consequence = _("班里还有学生时不能结束。结束后班级码作废，历史名册仍可按日期查看。")
    return _form_page(request, card, form, _("结束班级"), _("结束班级"), consequence=consequence)


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def class_homeroom(request: HttpRequest, class_group_id: int) -> HttpResponseBase:
    """Appoint the homeroom teacher from a day on."""
    card = _card(request, class_group_id, postings.MANAGE)
    form = forms.HomeroomForm(posted(request), organisation_id=card.class_group.organisation_id)
    if request.method == "POST" and form.is_valid():
        posting = save(
            form,
            lambda: services.set_homeroom_teacher(
                actor=request.actor,
                class_group_id=class_group_id,
                person_id=form.cleaned_data["person"],
                on=form.cleaned_data["on"],
                now=timezone.now(),
            ),
        )
        if posting is not None:
            return done(request, _url(class_group_id), _("已任命班主任%(name)s。") % {"name": posting.person.name})
    consequence = _("前任的班主任任职到前一天为止，权限随之转移。")
    return _form_page(request, card, form, _("任命班主任"), _("任命"), consequence=consequence)


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def class_teaching_add(request: HttpRequest, class_group_id: int) -> HttpResponseBase:
    """Let a teacher take a subject in this class."""
    card = _card(request, class_group_id, roster.MANAGE_CLASSES)
    form = forms.TeachingForm(posted(request), organisation_id=card.class_group.organisation_id)
    if request.method == "POST" and form.is_valid():
        assigned = save(
            form,
            lambda: roster_services.assign_teaching(
                actor=request.actor,
                person_id=form.cleaned_data["person"],
                class_group_id=class_group_id,
                subject_code=form.cleaned_data["subject"],
                on=form.cleaned_data["on"],
            ),
        )
        if assigned is not None:
            return done(request, _url(class_group_id), _("已安排任课。"))
    return _form_page(request, card, form, _("安排任课"), _("安排"))


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def class_teaching_end(request: HttpRequest, class_group_id: int, assignment_id: int) -> HttpResponseBase:
    """The last day on which a teacher takes a subject in this class."""
    card = _card(request, class_group_id, roster.MANAGE_CLASSES)
    row = next((row for row in card.teachers if row.pk == assignment_id), None)
    if row is None:
        raise errors.ClassNotFound(assignment_id=assignment_id)
    form = forms.EndTeachingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        ended = save(
            form,
            lambda: roster_services.end_teaching(
                actor=request.actor, assignment_id=assignment_id, on=form.cleaned_data["on"]
            ),
        )
        if ended is not None:
            return done(request, _url(class_group_id), _("已结束任课。"))
    subject = words.word("subject", row.subject_code)
    title = _("结束%(name)s任教%(subject)s") % {"name": row.person.name, "subject": subject}
    return _form_page(request, card, form, title, _("结束任课"))


@require_POST
@login_required
def class_code_renew(request: HttpRequest, class_group_id: int) -> HttpResponseBase:
    """A new join code; the old one stops working."""
    _card(request, class_group_id)
    guardianships.renew_code(actor=request.actor, class_group_id=class_group_id)
    return done(request, safe_next(request, _url(class_group_id)), _("班级码已更换，旧码作废。"))
