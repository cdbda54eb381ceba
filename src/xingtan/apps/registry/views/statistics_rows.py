"""The pupils behind a number of the statistics, as of the same day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xingtan.apps.registry.selectors import places, pupils, statistics, words
from xingtan.apps.registry.views.answering import require_anywhere
from xingtan.kernel.http.addresses import row_address
from xingtan.kernel.http.views import login_required
from xingtan.kernel.i18n.dates import day_text
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables.api import (
    ChoiceFilter,
    Column,
    Empty,
    FlagFilter,
    Table,
    TextFilter,
    TreeFilter,
    respond,
)
from xingtan.kernel.tables.filters import NotUnderstood
from xingtan.people.organisations.selectors import letterhead
from xingtan.people.persons.data import Sex
from xingtan.people.roster import data as roster


@dataclass(frozen=True)
class DayFilter(TextFilter):
    """The stays that count on one day."""

    def read(self, params: QueryDict, actor: Actor) -> Any:
        given = params.get(self.code, "").strip()
        try:
            return date.fromisoformat(given).isoformat() if given else None
        except ValueError as error:
            raise NotUnderstood(self.code) from error

    def compare(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        day = date.fromisoformat(value)
        return queryset.in_school(day).annotate(age=statistics.age_on(day))

    def words(self, value: Any, actor: Actor) -> str:
        return day_text(date.fromisoformat(value))


@dataclass(frozen=True)
class NumberFilter(TextFilter):
    """A whole number that `field` is to be."""

    most: ClassVar[int] = 200

    def read(self, params: QueryDict, actor: Actor) -> Any:
        given = params.get(self.code, "").strip()
        if given and (not given.isdigit() or int(given) > self.most):
            raise NotUnderstood(self.code)
        return given or None

    def compare(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return queryset.filter(**{self.field or self.code: int(value)})

    def words(self, value: Any, actor: Actor) -> str:
        return str(value)


def _of_cohort(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    stage, _dash, year = value.partition("-")
    return rows.filter(cohort__stage=stage, cohort__enrol_year=int(year) if year.isdigit() else 0)


class RollTable(Table):
    code = "roll"
    title = _("在籍学生（按日）")
    unit = _("人")
    order = "name"
    search_fields = ("person__name", "person__name_pinyin")
    search_hint = _("姓名或拼音")
    note = _("当日在籍，含休学")
    columns = (
        Column(
            "name",
            _("姓名"),
            value="person.name",
            sort="person__name_pinyin",
            link=row_address("registry:pupil", "person_id"),
            phone="title",
        ),
        Column("sex", _("性别"), value="person.get_sex_display"),
        Column("born_on", _("出生日期"), value="person.born_on", sort="person__born_on", phone="hide"),
        Column("ethnic", _("民族"), value=lambda row: words.word("ethnic", row.person.ethnic_code)),
        Column("school", _("学校"), value="organisation.display_name", sort="organisation__path"),
        Column("class", _("班级"), value="lasting_name"),
        Column("attendance", _("就读方式"), value=lambda row: words.word("attendance", row.attendance_code)),
        Column("left_behind", _("留守"), value="is_left_behind"),
        Column("migrant", _("随迁"), value="is_migrant"),
        Column("status", _("现状"), value="get_status_display"),
    )
    filters = (
        DayFilter("on", _("截至")),
        TreeFilter(
            "place",
            _("学校和班级"),
            field="scope_path",
            options=lambda actor: places.place_options(actor, roster.VIEW_PUPILS),
        ),
        TextFilter("cohort", _("入学年级"), condition=_of_cohort),
        NumberFilter("years", _("学制"), field="cohort__years"),
        NumberFilter("age", _("周岁")),
        ChoiceFilter("sex", _("性别"), field="person__sex", options=Sex.choices, is_multiple=False),
        ChoiceFilter(
            "attendance", _("就读方式"), field="attendance_code", options=lambda actor: words.options("attendance")
        ),
        FlagFilter(
            "minority",
            _("少数民族"),
            condition=lambda rows, value: rows.exclude(person__ethnic_code__in=statistics.MAJORITY),
        ),
        FlagFilter("left_behind", _("留守儿童"), field="is_left_behind"),
        FlagFilter("migrant", _("随迁子女"), field="is_migrant"),
        ChoiceFilter(
            "birthday",
            _("出生日期"),
            options=(("missing", _("不详")),),
            condition=lambda rows, value: rows.filter(person__born_on__isnull=True),
        ),
    )
    empty = Empty(_("这一天没有这样的学生。"))

    def prepare(self, rows: Sequence[Any]) -> None:
        for row in rows:
            group = row.class_group
            row.lasting_name = (
                group.lasting_name if group else str(_g("%(year)s级未分班") % {"year": row.cohort.enrol_year})
            )


@require_safe
@login_required
def statistics_rows(request: HttpRequest) -> HttpResponseBase:
    """The pupils behind a number, as of the same day."""
    actor = request.actor
    require_anywhere(actor, roster.VIEW_PUPILS)
    if not request.GET.get("on"):
        given = request.GET.copy()
        given["on"] = actor.on.isoformat()
        return redirect(f"{reverse('registry:statistics_rows')}?{given.urlencode()}")
    context = {
        "subtitle": places.reach_words(actor, roster.VIEW_PUPILS),
        "organisation_name": letterhead(actor, roster.VIEW_PUPILS),
        "actions": [{"label": _("学籍统计"), "url": reverse("registry:statistics")}],
    }
    return respond(request, RollTable, pupils.roll_of, context=context)
