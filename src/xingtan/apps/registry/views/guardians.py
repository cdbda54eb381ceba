"""Guardians: requests to decide, the guardianship with its log, ending one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xingtan.apps.registry import errors
from xingtan.apps.registry.forms.guardianships import DecideForm, EndGuardianshipForm
from xingtan.apps.registry.selectors import guardianships, places
from xingtan.apps.registry.services import guardianships as services
from xingtan.apps.registry.views.answering import done, form_page, require_anywhere, save
from xingtan.kernel.http.addresses import row_address
from xingtan.kernel.http.request import posted, safe_next
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import Actor, require
from xingtan.kernel.tables.api import ChoiceFilter, Column, Empty, SavedView, Table, respond
from xingtan.people.organisations.selectors import letterhead
from xingtan.people.persons.selectors import naming
from xingtan.people.roster import data as roster

TONES = {"requested": "yours", "returned": "yellow", "confirmed": "green", "refused": "none", "ended": "none"}
HINTS = {
    "too_close_in_age": _("与学生年龄相差不到16岁。"),
    "sex_and_relation": _("登记的性别与所选关系不符。"),
    "no_phone": _("没有登记电话。"),
    "relation_taken": _("这名学生已有一位相同关系的已确认监护人。"),
    "custody_changed": _("这名学生有监护人登记过监护变更，请核对监护权。"),
}
ACTS = {
    "requested": _("提出申请"),
    "registered": _("学校登记"),
    "corrected": _("学校更正"),
    "confirmed": _("确认"),
    "refused": _("不予确认"),
    "ended": _("解除"),
    "returned": _("请家长补正"),
    "amended": _("家长补正后重新提交"),
    "withdrawn": _("家长撤回"),
    "left": _("监护人自己解绑"),
    "custody_ended": _("变更监护权"),
    "blocked": _("紧急停止查看"),
    "custody_restored": _("恢复监护权"),
}


def _requested(actor: Actor) -> Q:
    return Q(status="requested")


def _confirmed(actor: Actor) -> Q:
    return Q(status="confirmed")


class GuardianTable(Table):
    code = "guardians"
    title = _("监护人")
    unit = _("条")
    order = "-requested_on"
    search_hint = _("姓名、拼音或首字母")
    columns = (
        Column(
            "guardian",
            _("监护人"),
            value="guardian.name",
            sort="guardian__name_pinyin",
            link=row_address("registry:guardianship"),
            phone="title",
        ),
        Column("relation", _("关系"), value="get_relation_display"),
        Column(
            "pupil",
            _("学生"),
            value="pupil.name",
            sort="pupil__name_pinyin",
            link=row_address("registry:pupil", "pupil_id"),
        ),
        Column("school", _("学校"), value="stay.organisation.display_name"),
        Column("class", _("班级"), value="class_name"),
        Column("phone", _("联系电话"), value="guardian.phone_masked", phone="hide"),
        Column("requested_on", _("申请日期"), sort="requested_on"),
        Column(
            "status",
            _("状态"),
            value="get_status_display",
            lamp=lambda row: TONES[row.status],
        ),
    )
    filters = (ChoiceFilter("relation", _("关系"), options=roster.Relation.choices),)
    views = (
        SavedView("requested", _("等待确认"), condition=_requested, order="requested_on", is_counted=True),
        SavedView("confirmed", _("已确认"), condition=_confirmed),
        SavedView("all", _("全部")),
    )
    empty = Empty(_("没有等待确认的申请。家长用班级码申请后会出现在这里。"))

    def search(self, queryset: QuerySet[Any], text: str) -> QuerySet[Any]:
        return naming(queryset, text, "guardian", "pupil")

    def prepare(self, rows: Sequence[Any]) -> None:
        guardianships.attach_stays(rows, self.actor)


@require_safe
@login_required
def guardian_list(request: HttpRequest) -> HttpResponseBase:
    """Guardianships of the pupils within reach, those that wait first."""
    require_anywhere(request.actor, roster.VIEW_PUPILS)
    context = {
        "subtitle": places.reach_words(request.actor, roster.VIEW_PUPILS),
        "organisation_name": letterhead(request.actor, roster.VIEW_PUPILS),
    }
    return respond(request, GuardianTable, guardianships.in_reach, context=context)


def _case(request: HttpRequest, guardianship_id: int) -> guardianships.Case:
    case = guardianships.case_of(request.actor, guardianship_id)
    if case is None:
        raise errors.GuardianshipNotFound(guardianship_id=guardianship_id)
    return case


def _page(request: HttpRequest, case: guardianships.Case, form: DecideForm) -> HttpResponse:
    row = case.guardianship
    context = {
        "case": case,
        "row": row,
        "form": form,
        "may_list": request.actor.may_anywhere(roster.VIEW_PUPILS),
        "tone": TONES[row.status],
        "is_lost": row.custody_ends_on is not None and row.custody_ends_on < request.actor.on,
        "hints": [HINTS[code] for code in case.line.hints] if row.status in roster.OPEN_REQUESTS else [],
        "log": [(ACTS.get(entry.act, entry.act), entry) for entry in case.log],
        "may_decide": bool(case.path) and request.actor.may(roster.CONFIRM_GUARDIANS, case.path),
        "may_see_pupil": bool(case.path) and request.actor.may(roster.VIEW_PUPILS, case.path),
    }
    return render(request, "registry/guardianship.html", context, status=422 if form.is_bound and form.errors else 200)


@require_safe
@login_required
def guardianship(request: HttpRequest, guardianship_id: int) -> HttpResponse:
    """One guardianship: both persons, what to look at twice, the custody log, and the decision."""
    return _page(request, _case(request, guardianship_id), DecideForm())


@require_POST
@login_required
def guardianship_decide(request: HttpRequest, guardianship_id: int) -> HttpResponseBase:
    """Confirm or refuse a request."""
    case = _case(request, guardianship_id)
    require(request.actor, roster.CONFIRM_GUARDIANS, case.path or "/")
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form)
    words = _decide(request, guardianship_id, **form.cleaned_data) % {"name": case.guardianship.guardian.name}
    return done(request, safe_next(request, _onward(case)), words)


def _decide(request: HttpRequest, guardianship_id: int, decision: str, note: str) -> str:
    """Do it, and say what was done."""
    actor, now = request.actor, timezone.now()
    if decision == "return":
        services.send_back(actor=actor, guardianship_id=guardianship_id, note=note, now=now)
        return _g("已请%(name)s补正。")
    is_confirmed = decision == "confirm"
    services.decide(actor=actor, guardianship_id=guardianship_id, confirmed=is_confirmed, note=note, now=now)
    return _g("已确认%(name)s。") if is_confirmed else _g("已回复%(name)s：不予确认。")


def _onward(case: guardianships.Case) -> str:
    """Where the next request is: those of the class."""
    stay = case.guardianship.stay
    if stay is None or stay.class_group_id is None:
        return reverse("registry:guardian_list")
    return reverse("registry:class_requests", args=[stay.class_group_id])


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def guardianship_end(request: HttpRequest, guardianship_id: int) -> HttpResponseBase:
    """End a guardianship, as after a change of custody."""
    case = _case(request, guardianship_id)
    require(request.actor, roster.CONFIRM_GUARDIANS, case.path or "/")
    back = reverse("registry:guardianship", args=[guardianship_id])
    form = EndGuardianshipForm(posted(request))
    if request.method == "POST" and form.is_valid():
        ended = save(
            form,
            lambda: services.end(
                actor=request.actor, guardianship_id=guardianship_id, now=timezone.now(), **form.cleaned_data
            ),
        )
        if ended is not None:
            return done(request, back, _g("已解除，监护人从次日起不再看到这名学生。"))
    names = {"guardian": case.guardianship.guardian.name, "pupil": case.guardianship.pupil.name}
    return form_page(
        request,
        form,
        title=_g("解除%(guardian)s对%(pupil)s的监护关系") % names,
        verb=_g("解除监护关系"),
        back=back,
        crumb_label=names["guardian"],
        crumb_url=back,
    )
