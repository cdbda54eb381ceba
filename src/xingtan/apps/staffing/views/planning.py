"""结构性缺编: the table by subject and school, the rows behind each number, the plan of weekly lessons."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.views.decorators.http import require_GET, require_http_methods

from xingtan.apps.staffing import data, errors, services
from xingtan.apps.staffing.forms.plan import GRADES, PlanForm
from xingtan.apps.staffing.selectors import planning, words
from xingtan.apps.staffing.views.answering import done, save
from xingtan.kernel.audit import api as audit
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables.api import defused
from xingtan.people.organisations.selectors import bureau, letterhead
from xingtan.people.roster.naming import grade_name

TOMORROW = timedelta(days=1)
MOST_SHOWN = 8


def _may_look(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.may_anywhere(data.VIEW):
        raise NotPermitted(permission=data.VIEW)
    return actor


def _may_plan(actor: Actor) -> bool:
    top = bureau()
    return top is not None and actor.may(data.MANAGE, top.path)


@require_GET
@login_required
def shortage(request: HttpRequest) -> HttpResponse:
    """Needed, there and gap by subject, for all schools within reach or one of them; by school below."""
    actor = _may_look(request)
    found = planning.shortage(actor, actor.on)
    chosen = next((school for school in found.schools if str(school.pk) == request.GET.get("school", "")), None)
    school_id = chosen.pk if chosen else None
    lines, total = found.by_subject(school_id), found.total(school_id)
    if request.GET.get("format") == "csv":
        return _file(actor, found)
    context = {
        "plan": found.plan,
        "schools": found.schools,
        "chosen": chosen,
        "lines": lines,
        "total": total,
        "missing": [line for line in lines if line.gap <= -1],
        "by_school": found.by_school() if chosen is None and len(found.schools) > 1 else [],
        "chart": _chart(lines) if lines else None,
        "organisation_name": chosen.name if chosen else letterhead(actor, data.VIEW),
        "may_plan": _may_plan(actor),
        "on": actor.on,
    }
    return render(request, "staffing/shortage.html", context)


def _chart(lines: list[planning.Line]) -> dict[str, Any]:
    worst, shown = lines[0], lines[:MOST_SHOWN]
    title = (
        _g("%(subject)s最缺，少%(count)s人") % {"subject": worst.label, "count": -worst.gap}
        if worst.gap < 0
        else _g("各学科都不缺人")
    )
    return {
        "title": title,
        "subtitle": _g("应配与在岗，最缺的%(count)s个学科，单位：人") % {"count": len(shown)},
        "foot": _g("口径同左表"),
        "data": {
            "kind": "bar",
            "categories": [line.label for line in shown],
            "series": [
                {"name": _g("应配"), "values": [float(line.needed) for line in shown]},
                {"name": _g("在岗"), "values": [line.there for line in shown]},
            ],
            "unit": _g("人"),
        },
    }


def _file(actor: Actor, found: planning.Shortage) -> HttpResponse:
    """Every school by subject as CSV, with the total last; entered in the journal."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([_g("学校"), _g("学科"), _g("周课时（节）"), _g("应配（人）"), _g("在岗（人）"), _g("余缺（人）")])
    count = 0
    for school in found.schools:
        for line in found.by_subject(school.pk):
            writer.writerow(
                [defused(school.name), defused(line.label), line.lessons, line.needed, line.there, line.gap]
            )
            count += 1
    total = found.total()
    writer.writerow([_g("合计"), "", total.lessons, total.needed, total.there, total.gap])
    path = next(iter(actor.paths(data.VIEW)), "/")
    audit.record(
        actor, "tables.exported", "table", "shortage", path, {"table": "shortage", "format": "csv"}, rows=count
    )
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="shortage-{actor.on:%Y%m%d}.csv"'
    return response


@require_GET
@login_required
def shortage_rows(request: HttpRequest, organisation_id: int, subject: str) -> HttpResponse:
    """The classes and the people behind one subject of one school. `none` is who has no subject on record."""
    actor = _may_look(request)
    found = planning.shortage(actor, actor.on)
    school = next((school for school in found.schools if school.pk == organisation_id), None)
    code = "" if subject == "none" else subject
    cell = found.cells.get((organisation_id, code))
    if school is None:
        raise errors.OrganisationNotFound
    label = words.code_word("subject", code) if code else _g("没有登记学科")
    grades = [
        {
            "name": grade_name(stage, grade, GRADES[stage]),
            "classes": classes,
            "each": each,
            "lessons": classes * each,
        }
        for stage, grade, classes, each in (cell.grades if cell else ())
    ]
    context = {
        "school": school,
        "label": label,
        "cell": cell or planning.Cell(),
        "grades": grades,
        "counted": [person for person in cell.people if not person.reason] if cell else [],
        "left_out": [person for person in cell.people if person.reason] if cell else [],
        "on": actor.on,
        "organisation_name": school.name,
    }
    return render(request, "staffing/shortage_rows.html", context)


@require_GET
@login_required
def shortage_subject(request: HttpRequest, subject: str) -> HttpResponse:
    """One subject, school by school; each school opens to its classes and people."""
    actor = _may_look(request)
    found = planning.shortage(actor, actor.on)
    code = "" if subject == "none" else subject
    lines = found.of_subject(code)
    if not lines:
        raise errors.OrganisationNotFound
    label = words.code_word("subject", code) if code else _g("没有登记学科")
    total = planning.total_of(found, code)
    context = {"label": label, "code": code, "lines": lines, "total": total}
    return render(request, "staffing/shortage_subject.html", context)


def _initial(plan: Any, on: date) -> tuple[dict[str, Any], dict[tuple[str, int, str], Decimal], dict[str, Decimal]]:
    lessons = {(row.stage, row.grade, row.subject_code): row.lessons for row in plan.lessons.all()} if plan else {}
    loads = {row.stage: row.lessons for row in plan.loads.all()} if plan else {}
    return {"starts_on": on + TOMORROW}, lessons, loads


@require_http_methods(["GET", "POST"])
@login_required
def plan(request: HttpRequest) -> HttpResponse:
    """The weekly lessons in force; the bureau puts a new version into force from a day on."""
    actor = _may_look(request)
    current = planning.plan_on(actor.on)
    may_plan = _may_plan(actor)
    if request.method == "POST" and not may_plan:
        raise NotPermitted(permission=data.MANAGE)
    initial, lessons, loads = _initial(current, actor.on)
    form = PlanForm(posted(request), initial=initial, lessons=lessons, loads=loads)
    if request.method == "POST" and form.is_valid():
        saved = save(form, lambda: services.save_plan(actor=actor, **form.plan()))
        if saved is not None:
            return done(request, reverse("staffing:plan"), _g("“%(name)s”已保存") % {"name": saved.name})
    context = {"plan": current, "form": form, "may_plan": may_plan, "stages": form.stages(), "on": actor.on}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "staffing/plan.html", context, status=status)
