"""Findings: grouped by kind, opening to rows."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from xingtan.apps.registry import data
from xingtan.apps.registry.selectors import findings, places
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.tables.api import ChoiceFilter, Column, Empty, Table, TreeFilter, respond
from xingtan.people.organisations.selectors import letterhead
from xingtan.people.roster import data as roster

ABOUT = (
    (data.PUPIL, _("学生")),
    (data.CLASS, pgettext_lazy("navigation", "班级")),
    (data.SCHOOL, pgettext_lazy("navigation", "学校")),
)


def _subject(row: Any) -> str:
    if row.person_id:
        return row.person.name
    return row.class_name if row.class_group_id else row.organisation.name


class FindingTable(Table):
    code = "findings"
    title = _("待核问题")
    unit = _("条")
    order = "found_on"
    search_fields = ("person__name", "person__name_initials", "organisation__name")
    search_hint = _("学生姓名或学校")
    columns = (
        Column("subject", _("涉及"), value=_subject, link=attrgetter("subject_url"), phone="title"),
        Column("kind", _("问题"), value="label", sort="kind"),
        Column(
            "sentence",
            _("说明"),
            value="sentence",
            markup=lambda row: format_html('<span class="xt-text-2">{}</span>', row.sentence),
        ),
        Column("school", _("学校"), value="organisation.display_name", sort="organisation__path"),
        Column("class", _("班级"), value="class_name"),
        Column("remedy", _("怎么办"), value="definition.remedy", link=attrgetter("remedy_url"), phone="hide"),
        Column("found_on", _("发现日期"), sort="found_on", phone="hide"),
    )
    filters = (
        ChoiceFilter("kind", _("问题"), options=[(code, kind.label) for code, kind in data.FINDING_KINDS.items()]),
        TreeFilter(
            "place",
            _("学校和班级"),
            field="scope_path",
            options=lambda actor: places.place_options(actor, data.VIEW_FINDINGS),
        ),
    )
    empty = Empty(_("没有待核的问题。每晚会全面核对一次，改动后当场再核。"))

    def prepare(self, rows: Sequence[Any]) -> None:
        findings.attach_classes(rows, self.actor.on)
        for row in rows:
            row.subject_url = findings.place_of_subject(row, self.actor)
            row.remedy_url = findings.place_of_remedy(row, self.actor)


@require_safe
@login_required
def finding_list(request: HttpRequest) -> HttpResponse:
    """Kinds of findings within reach, with how many and since when."""
    actor = request.actor
    if not actor.may_anywhere(data.VIEW_FINDINGS):
        raise NotPermitted(permission=data.VIEW_FINDINGS)
    tallies = findings.tallies(actor)
    groups = [(label, [tally for tally in tallies if tally.kind.about == about]) for about, label in ABOUT]
    context = {
        "groups": [(label, rows) for label, rows in groups if rows],
        "total": sum(tally.count for tally in tallies),
        "most": max((tally.count for tally in tallies), default=0),
        "reach": places.reach_words(actor, data.VIEW_FINDINGS),
        "may_fill": actor.may_anywhere(roster.MANAGE_PUPILS),
    }
    return render(request, "registry/finding_list.html", context)


@require_safe
@login_required
def finding_rows(request: HttpRequest) -> HttpResponseBase:
    """The rows behind the kinds."""
    actor = request.actor
    if not actor.may_anywhere(data.VIEW_FINDINGS):
        raise NotPermitted(permission=data.VIEW_FINDINGS)
    actions = [{"label": _("按问题看"), "url": reverse("registry:finding_list")}]
    context = {
        "actions": actions,
        "subtitle": places.reach_words(actor, data.VIEW_FINDINGS),
        "organisation_name": letterhead(actor, data.VIEW_FINDINGS),
    }
    return respond(request, FindingTable, findings.findings_of, context=context)
