"""Statistics as of a day: the page and its files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

import xlsxwriter
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xingtan.apps.registry.selectors import statistics
from xingtan.apps.registry.views.answering import day_asked, require_anywhere
from xingtan.kernel.audit import api as audit
from xingtan.kernel.http.views import login_required
from xingtan.kernel.i18n.dates import day_text
from xingtan.kernel.tables.api import (
    defused,
)
from xingtan.people.organisations.selectors import letterhead
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
