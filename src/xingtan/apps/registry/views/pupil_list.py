"""The pupil list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from xingtan.apps.registry import data
from xingtan.apps.registry.forms.placements import ChosenPlacementForm
from xingtan.apps.registry.forms.pupils import AskConfirmationForm, ChangeClassForm
from xingtan.apps.registry.models import Finding
from xingtan.apps.registry.selectors import facts, places, pupils, words
from xingtan.apps.registry.services import bulk
from xingtan.apps.registry.views.answering import require_anywhere
from xingtan.kernel.clock import in_force
from xingtan.kernel.http.addresses import row_address
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables.api import (
    BulkAct,
    ChoiceFilter,
    Column,
    DateFilter,
    Empty,
    FlagFilter,
    SavedView,
    Table,
    TreeFilter,
    respond,
)
from xingtan.kernel.ui.components.signals import lamp
from xingtan.people.organisations.selectors import letterhead
from xingtan.people.persons.data import Sex
from xingtan.people.persons.selectors import naming
from xingtan.people.roster import data as roster
from xingtan.people.roster.selectors import school_year_on

LAMPS = {"in_school": "green", "suspended": "yellow"}


def _on_roll(actor: Actor) -> Q:
    return in_force(actor.on) & Q(status__in=roster.OPEN_STATUSES)


def _left(actor: Actor) -> Q:
    return ~Q(status__in=roster.OPEN_STATUSES)


def _with_findings(actor: Actor) -> Q:
    findings = Finding.objects.visible_to(actor).open().filter(person__isnull=False)
    return _on_roll(actor) & Q(person_id__in=findings.order_by().values("person_id"))


def _name(row: Any) -> Any:
    if not row.person.former_name:
        return row.person.name
    return format_html("{} <small>{}</small>", row.person.name, _g("曾用名%(name)s") % {"name": row.person.former_name})


def _portrait(row: Any) -> Any:
    link = row.portraits.of(row.person_id) if row.may_see_portrait else None
    if link is None:
        return ""
    return format_html(
        '<img class="xt-portrait xt-portrait-xs" src="{}" alt="" width="32" height="39" loading="lazy">',
        reverse("files:small", args=[link]),
    )


def _findings(row: Any) -> Any:
    if not row.finding_count:
        return ""
    return lamp(_g("%(count)s条待核") % {"count": row.finding_count}, tone="yellow")


class PupilTable(Table):
    code = "pupils"
    title = _("学生")
    unit = _("人")
    order = "name"
    search_hint = _("姓名、拼音、首字母或电子身份证号")
    note = _("当日在籍，含休学")
    columns = (
        Column(
            "name",
            _("姓名"),
            value="person.name",
            markup=_name,
            sort="person__name_pinyin",
            link=row_address("registry:pupil", "person_id"),
            phone="title",
        ),
        Column("portrait", _("学籍照"), value="", markup=_portrait, export=False, default_hidden=True),
        Column("e_id", _("电子身份证号"), value="person.e_id_spaced", export="person.e_id", phone="hide"),
        Column("sex", _("性别"), value="person.get_sex_display"),
        Column("school", _("学校"), value="organisation.display_name", sort="organisation__path"),
        Column("class", _("班级"), value="class_name", sort=("stage_rank", "-cohort__enrol_year", "scope_path")),
        Column("seat", _("班内学号"), value="seat_number", align="end", phone="hide", default_hidden=True),
        Column("born_on", _("出生日期"), value="person.born_on", sort="person__born_on", phone="hide"),
        Column(
            "ethnic", _("民族"), value=lambda row: words.word("ethnic", row.person.ethnic_code), default_hidden=True
        ),
        Column("attendance", _("就读方式"), value=lambda row: words.word("attendance", row.attendance_code)),
        Column("student_number", _("学籍号"), value="student_number_masked", default_hidden=True),
        Column("left_behind", _("留守"), value="is_left_behind", default_hidden=True),
        Column("migrant", _("随迁"), value="is_migrant", default_hidden=True),
        Column("guardian", _("第一联系人"), value="contact.name", phone="hide"),
        Column("phone", _("联系电话"), value="contact.phone_masked", phone="hide"),
        Column("starts_on", _("入班日期"), sort="starts_on", default_hidden=True),
        Column(
            "status",
            _("状态"),
            value="get_status_display",
            lamp=lambda row: LAMPS.get(row.status, "none"),
        ),
        Column("findings", _("待核"), value="finding_count", markup=_findings),
    )
    filters = (
        TreeFilter(
            "place",
            _("学校和班级"),
            field="scope_path",
            options=lambda actor: places.place_options(actor, roster.VIEW_PUPILS),
        ),
        ChoiceFilter("grade", _("年级"), options=places.grade_options, condition=places.in_grades_today),
        ChoiceFilter("sex", _("性别"), field="person__sex", options=Sex.choices, is_multiple=False),
        ChoiceFilter("ethnic", _("民族"), field="person__ethnic_code", options=lambda actor: words.options("ethnic")),
        ChoiceFilter(
            "attendance", _("就读方式"), field="attendance_code", options=lambda actor: words.options("attendance")
        ),
        ChoiceFilter("status", _("状态"), options=roster.EnrolmentStatus.choices),
        FlagFilter("left_behind", _("留守儿童"), field="is_left_behind"),
        FlagFilter("migrant", _("随迁子女"), field="is_migrant"),
        ChoiceFilter(
            "finding",
            _("待核"),
            options=[(code, data.FINDING_KINDS[code].label) for code in data.PUPIL_KINDS],
            condition=pupils.with_findings,
        ),
        ChoiceFilter("stage", _("学段"), field="cohort__stage", options=roster.Stage.choices),
        DateFilter("born", _("出生日期"), field="person__born_on"),
    )
    views = (
        SavedView("on_roll", _("在籍"), condition=_on_roll, is_counted=True),
        SavedView("findings", _("资料待核"), condition=_with_findings, is_counted=True),
        SavedView("left", _("已离校"), condition=_left, order="-starts_on"),
    )
    bulk = (
        BulkAct(
            "registry.change_class",
            _("调班"),
            permission=roster.MANAGE_PUPILS,
            run=bulk.change_class,
            form=ChangeClassForm,
            undo="registry.change_class",
        ),
        BulkAct(
            "registry.draft_placement",
            _("带去分班"),
            permission=roster.MANAGE_PUPILS,
            run=bulk.draft_placement,
            form=ChosenPlacementForm,
        ),
        BulkAct(
            "registry.ask_confirmation",
            _("请家长核对"),
            permission=data.ASK_CONFIRMATION,
            run=bulk.ask_confirmation,
            form=AskConfirmationForm,
        ),
    )
    empty = Empty(
        _("还没有学生。登记第一名学生后，名册会出现在这里。"),
        action=_("登记学生"),
        url=lambda actor: reverse("registry:pupil_add") if actor.may_anywhere(roster.MANAGE_PUPILS) else "",
    )

    def offered_acts(self) -> list[BulkAct]:
        """The target classes of a change are those the actor may put pupils into."""
        form = partial(ChangeClassForm, actor=self.actor)
        return [replace(act, form=form) if act.form is ChangeClassForm else act for act in super().offered_acts()]

    def search(self, queryset: QuerySet[Any], text: str) -> QuerySet[Any]:
        return naming(queryset, text, "person")

    def prepare(self, rows: Sequence[Any]) -> None:
        year = school_year_on(self.actor.on)
        for row in rows:
            row.class_name = row.class_group.name_in(year) if row.class_group else ""
        portraits = facts.Portraits(rows)
        for row in rows:
            row.portraits = portraits
            row.may_see_portrait = self.actor.may(roster.VIEW_PUPILS, row.scope_path)
        pupils.attach_findings(rows)
        pupils.attach_contacts(rows, self.actor.on)


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def pupil_list(request: HttpRequest) -> HttpResponseBase:
    """Pupils within reach: list, export, print, bulk acts."""
    actor = request.actor
    require_anywhere(actor, roster.VIEW_PUPILS, roster.VIEW_CLASSES)
    actions = []
    if actor.may_anywhere(roster.MANAGE_PUPILS):
        actions.append({"label": _("批量导入"), "url": reverse("imports:start", args=["registry.pupils"])})
        actions.append({"label": _("登记学生"), "url": reverse("registry:pupil_add"), "is_primary": True})
    context = {
        "actions": actions,
        "subtitle": places.reach_words(actor, roster.VIEW_PUPILS),
        "organisation_name": letterhead(actor, roster.VIEW_CLASSES),  # whoever comes here holds it, teachers too
    }
    return respond(request, PupilTable, pupils.pupil_lines, context=context)
