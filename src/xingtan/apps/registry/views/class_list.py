"""The lists of classes and of teaching groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from xingtan.apps.registry.selectors import classes, places, words
from xingtan.apps.registry.views.answering import require_anywhere
from xingtan.kernel.clock import in_force
from xingtan.kernel.http.addresses import row_address
from xingtan.kernel.http.views import login_required
from xingtan.kernel.i18n.dates import term_text
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables.api import ChoiceFilter, Column, Empty, SavedView, Table, TreeFilter, respond
from xingtan.kernel.ui.components.signals import lamp
from xingtan.people.organisations.data import VIEW
from xingtan.people.organisations.selectors import letterhead
from xingtan.people.roster import data as roster


def _open(actor: Actor) -> Q:
    return in_force(actor.on)


def _closed(actor: Actor) -> Q:
    return Q(ends_on__lt=actor.on)


def _school_options(actor: Actor) -> list[tuple[str, str, int]]:
    permission = roster.VIEW_CLASSES if actor.may_anywhere(roster.VIEW_CLASSES) else VIEW
    return [(school.path, school.display_name, 0) for school in places.schools_of(actor, permission)]


def _homeroom(row: Any) -> Any:
    """Who leads the class. A post is vacant only in a class that is still there."""
    if row.homeroom:
        return row.homeroom.name
    return lamp(_g("空缺"), tone="yellow") if row.ends_on is None else ""


class ClassTable(Table):
    code = "classes"
    title = pgettext_lazy("navigation", "班级")
    unit = _("个")
    order = "grade"
    search_hint = _("班级、别名或学校")
    search_fields = ("alias", "organisation__name", "organisation__short_name", "room")
    note = _("学生数为当日在籍，含休学")
    columns = (
        Column(
            "name",
            _("班级"),
            value="name_today",
            link=row_address("registry:class"),
            phone="title",
        ),
        Column("lasting", _("永久名"), value="lasting_name"),
        Column("alias", _("别名"), value="alias", default_hidden=True),
        Column("school", _("学校"), value="organisation.display_name", sort="organisation__path"),
        Column(
            "grade",
            _("学段"),
            value="cohort.get_stage_display",
            sort=("organisation__path", "stage_rank", "-cohort__enrol_year", "number"),
        ),
        Column("homeroom", _("班主任"), value="homeroom.name", markup=_homeroom),
        Column("pupils", _("学生"), unit=_("人"), align="end"),
        Column("girls", _("其中女生"), unit=_("人"), align="end", phone="hide"),
        Column("boarders", _("住校"), unit=_("人"), align="end", phone="hide"),
        Column("room", _("教室"), phone="hide"),
        Column("starts_on", _("开班日期"), sort="starts_on", default_hidden=True),
    )
    filters = (
        TreeFilter("place", _("学校"), field="path", options=_school_options),
        ChoiceFilter("stage", _("学段"), field="cohort__stage", options=roster.Stage.choices),
        ChoiceFilter("grade", _("年级"), options=places.grade_options, condition=places.in_grades_today),
        ChoiceFilter("kind", _("班级类型"), field="kind_code", options=lambda actor: words.options("class_kind")),
    )
    views = (
        SavedView("open", _("在开班级"), condition=_open, is_counted=True),
        SavedView("closed", _("已结束"), condition=_closed, order="-starts_on"),
    )
    empty = Empty(
        _("还没有班级。开设第一个班后就可以登记学生。"),
        action=_("开设班级"),
        url=lambda actor: reverse("registry:class_add") if actor.may_anywhere(roster.MANAGE_CLASSES) else "",
    )

    def prepare(self, rows: Sequence[Any]) -> None:
        classes.attach_figures(rows, self.actor.on)


@require_safe
@login_required
def class_list(request: HttpRequest) -> HttpResponseBase:
    """Classes within reach, named both ways."""
    actor = request.actor
    require_anywhere(actor, roster.VIEW_CLASSES)
    actions = [{"label": _("教学班"), "url": reverse("registry:teaching_group_list")}]
    if actor.may_anywhere(roster.MANAGE_CLASSES):
        actions.append({"label": _("开设班级"), "url": reverse("registry:class_add"), "is_primary": True})
    context = {
        "actions": actions,
        "subtitle": places.reach_words(actor, roster.VIEW_CLASSES),
        "organisation_name": letterhead(actor, roster.VIEW_CLASSES),
    }
    return respond(request, ClassTable, classes.classes_of, context=context)


class TeachingGroupTable(Table):
    code = "teaching-groups"
    title = _("教学班")
    unit = _("个")
    order = "-term"
    search_fields = ("name", "organisation__name")
    search_hint = _("教学班或学校")
    columns = (
        Column(
            "name",
            _("名称"),
            sort="name",
            link=row_address("registry:teaching_group"),
            phone="title",
        ),
        Column("subject", _("学科"), value=lambda row: words.word("subject", row.subject_code), sort="subject_code"),
        Column("school", _("学校"), value="organisation.display_name", sort="organisation__path"),
        Column(
            "term",
            _("学期"),
            value=lambda row: term_text(row.term.school_year.starts_in, row.term.ordinal),
            sort=("term__starts_on", "name"),
        ),
        Column("teachers", _("教师"), value=lambda row: _g("、").join(row.teacher_names)),
        Column("members", _("学生"), value="member_count", unit=_("人"), align="end"),
    )
    filters = (
        TreeFilter("place", _("学校"), field="organisation__path", options=_school_options),
        ChoiceFilter("subject", _("学科"), field="subject_code", options=lambda actor: words.options("subject")),
    )
    empty = Empty(
        _("还没有教学班。走班或分层教学的学科可以开设。"),
        action=_("开设教学班"),
        url=lambda actor: reverse("registry:teaching_group_add") if actor.may_anywhere(roster.MANAGE_CLASSES) else "",
    )

    def prepare(self, rows: Sequence[Any]) -> None:
        classes.attach_members(rows, self.actor.on)


@require_safe
@login_required
def teaching_group_list(request: HttpRequest) -> HttpResponseBase:
    """Teaching groups within reach."""
    actor = request.actor
    require_anywhere(actor, roster.VIEW_CLASSES)
    actions = [{"label": _("行政班"), "url": reverse("registry:class_list")}]
    if actor.may_anywhere(roster.MANAGE_CLASSES):
        actions.append({"label": _("开设教学班"), "url": reverse("registry:teaching_group_add"), "is_primary": True})
    context = {
        "actions": actions,
        "subtitle": places.reach_words(actor, roster.VIEW_CLASSES),
        "organisation_name": letterhead(actor, roster.VIEW_CLASSES),
    }
    return respond(request, TeachingGroupTable, classes.teaching_groups_of, context=context)
