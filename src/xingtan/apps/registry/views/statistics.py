"""Statistics as of a day: the page, its files, and the rows behind each number."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

import xlsxwriter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xingtan.apps.registry.selectors import places, pupils, statistics, words
from xingtan.apps.registry.views.answering import day_asked, require_anywhere
from xingtan.kernel.audit import api as audit
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
    defused,
    respond,
)
from xingtan.kernel.tables.filters import NotUnderstood
from xingtan.people.organisations.selectors import letterhead
from xingtan.people.persons.data import Sex
from xingtan.people.roster import data as roster

AUDIT_EXPORTED = "tables.exported"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COUNTED = _("当日在籍，含休学；年龄为当日周岁；少数民族不含汉族和未登记民族的学生")


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A number and where it opens to; no number is a hidden one."""

    value: int | None
    url: str = ""


def _asked(request: HttpRequest) -> tuple[str, date, str]:
    by = request.GET.get("by", "grade")
    on = day_asked(request)
    known = dict(statistics.places_of(request.actor))
    place = request.GET.get("place", "")
    return by if by in statistics.DIMENSIONS else "grade", on, place if place in known else ""


def _url(on: date, place: str, *params: tuple[str, str]) -> str:
    given = dict(params)
    if place and "place" not in given:
        given["place"] = place
    return f"{reverse('registry:statistics_rows')}?{urlencode({'on': on.isoformat(), **given})}"


def _cells(row: statistics.StatRow, found: statistics.Report, place: str) -> list[Cell]:
    cells = []
    for name in statistics.MEASURES:
        value = row.counts[name]
        url = (
            _url(found.on, place, *row.params, *statistics.MEASURE_LINKS[name])
            if value and row.params is not None
            else ""
        )
        cells.append(Cell(value=value, url=url))
    before = ""
    if row.before and row.params_before is not None:
        before = _url(found.day_before, place, *row.params_before)
    return [*cells, Cell(value=row.before, url=before), Cell(value=row.change)]


def _heads(found: statistics.Report) -> list[str]:
    last_year = _g("%(year)s年同日合计") % {"year": found.day_before.year}
    return [*(str(label) for label, _condition in statistics.MEASURES.values()), last_year, _g("增减")]


@require_safe
@login_required
def statistics_page(request: HttpRequest) -> HttpResponseBase:
    """Pupils of a day by grade, school, sex, age or way of attending, last year's same day beside."""
    actor = request.actor
    require_anywhere(actor, roster.VIEW_PUPILS, roster.VIEW_CLASSES)
    by, on, place = _asked(request)
    found = statistics.report(actor, by=by, on=on, place=place)
    wanted = request.GET.get("format", "")
    if wanted in ("xlsx", "csv"):
        audit.record(
            actor, AUDIT_EXPORTED, "table", "statistics", place or "/", {"table": "statistics"}, rows=len(found.rows)
        )
        return _file(found, wanted)
    given = {"on": on.isoformat(), **({"place": place} if place else {})}
    options = statistics.places_of(actor)
    tabs = [
        (str(one.label), f"?{urlencode({**given, 'by': code})}", code == by)
        for code, one in statistics.DIMENSIONS.items()
        if code != "school" or (options and not place)
    ]
    context = {
        "report": found,
        "heads": _heads(found),
        "lines": [(row.label, _cells(row, found, place)) for row in found.rows],
        "whole": _cells(found.whole, found, place),
        "tabs": tabs,
        "by": by,
        "on": on,
        "day_words": day_text(on),
        "place": place,
        "places": options,
        "place_name": dict(options).get(place, ""),
        "organisation_name": letterhead(actor, roster.VIEW_CLASSES),
        "dimension": statistics.DIMENSIONS[by].label,
        "chart": _chart(found),
        "counted": COUNTED,
        "files": [(kind, f"?{urlencode({**given, 'by': by, 'format': kind})}") for kind in ("xlsx", "csv")],
    }
    return render(request, "registry/statistics.html", context)


def _chart(found: statistics.Report) -> dict[str, Any]:
    return {
        "kind": "bar" if found.by == "school" else "column",
        "categories": [row.label for row in found.rows],
        "series": [
            {"name": day_text(found.day_before), "values": [row.before for row in found.rows]},
            {"name": day_text(found.on), "values": [row.counts["total"] for row in found.rows]},
        ],
        "unit": _g("人"),
    }


def _file(found: statistics.Report, kind: str) -> HttpResponse:
    """The table as a workbook or as text that spreadsheets read, with unit, day and definition."""
    hidden = _g("少于%(count)d") % {"count": statistics.SMALLEST_SHOWN}
    head = [str(statistics.DIMENSIONS[found.by].label), *_heads(found)]
    lines = [
        [row.label, *(hidden if cell.value is None else cell.value for cell in _cells(row, found, ""))]
        for row in (*found.rows, found.whole)
    ]
    notes = [_g("单位：人"), _g("截至%(day)s") % {"day": day_text(found.on)}, _g("口径：") + str(COUNTED)]
    content = _workbook(head, lines, notes) if kind == "xlsx" else _text(head, lines, notes)
    response = HttpResponse(content, content_type=XLSX if kind == "xlsx" else "text/csv; charset=utf-8")
    name = quote(f"{_g('学籍统计')}-{found.on:%Y%m%d}.{kind}")
    response["Content-Disposition"] = f"attachment; filename=\"statistics.{kind}\"; filename*=UTF-8''{name}"
    return response


def _workbook(head: list[str], lines: Sequence[list[Any]], notes: list[str]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for index, word in enumerate(head):
            sheet.write_string(0, index, word, bold)
        for number, line in enumerate(lines, start=1):
            for index, value in enumerate(line):
                (sheet.write_number if isinstance(value, int) else sheet.write_string)(number, index, value)
        for number, note in enumerate(notes, start=len(lines) + 2):
            sheet.write_string(number, 0, note)
        sheet.set_column(0, 0, 24)
        sheet.freeze_panes(1, 1)
    return out.getvalue()


def _text(head: list[str], lines: Sequence[list[Any]], notes: list[str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    for line in (head, *lines, [], *([note] for note in notes)):
        writer.writerow([defused(value) if isinstance(value, str) else value for value in line])
    return "\ufeff" + out.getvalue()


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
