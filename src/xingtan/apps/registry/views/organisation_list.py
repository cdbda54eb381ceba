"""The list of schools and the tree of units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from xingtan.apps.registry.selectors import organisations, places, words
from xingtan.apps.registry.views.answering import require_anywhere
from xingtan.kernel.http.addresses import row_address
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables.api import ChoiceFilter, Column, Empty, FlagFilter, SavedView, Table, respond
from xingtan.kernel.ui.components.signals import lamp
from xingtan.people.organisations.data import MANAGE, STAGES_OF_SCHOOL_KIND, VIEW
from xingtan.people.organisations.selectors import letterhead
from xingtan.people.roster import data as roster


def _open(actor: Actor) -> Q:
    return Q(closed_on__isnull=True) | Q(closed_on__gt=actor.on)


def _closed(actor: Actor) -> Q:
    return Q(closed_on__lte=actor.on)


def _kinds(actor: Actor) -> list[tuple[str, str]]:
    return words.options("school_kind", only=tuple(STAGES_OF_SCHOOL_KIND))


def _principal(row: Any) -> Any:
    return row.principal or ("" if row.closed_on else lamp(_("空缺"), tone="yellow"))


class SchoolTable(Table):
    code = "schools"
    title = pgettext_lazy("navigation", "学校")
    unit = _("所")
    order = "order"
    search_hint = _("校名、拼音、首字母或标识码")
    note = _("学生数为当日在籍，教职工数为当日任职人数")
    columns = (
        Column(
            "name",
            _("学校"),
            sort="name_pinyin",
            link=row_address("registry:organisation"),
            phone="title",
        ),
        Column("code", _("学校标识码"), phone="hide"),
        Column("kind", _("办学类型"), value=lambda row: words.word("school_kind", row.school_kind), sort="school_kind"),
        Column(
            "urban_rural",
            _("城乡类型"),
            value=lambda row: words.word("urban_rural", row.urban_rural_code),
            phone="hide",
        ),
        Column("principal", _("校（园）长"), markup=_principal),
        Column("classes", _("班级"), value="class_count", unit=_("个"), align="end"),
        Column("pupils", _("学生"), unit=_("人"), align="end"),
        Column("teachers", _("教职工"), unit=_("人"), align="end"),
        Column("is_boarding", _("寄宿制"), default_hidden=True),
        Column("is_teaching_point", _("教学点"), default_hidden=True),
        Column("is_pilot", _("数字校园试点"), phone="hide"),
        Column("telephone", _("联系电话"), default_hidden=True),
        Column("order", _("排序"), value="sort", sort=("sort", "path"), default_hidden=True),
    )
    filters = (
        ChoiceFilter("stage", _("学段"), options=roster.Stage.choices, condition=organisations.teaching_stages),
        ChoiceFilter("kind", _("办学类型"), field="school_kind", options=_kinds),
        ChoiceFilter(
            "urban_rural", _("城乡类型"), field="urban_rural_code", options=lambda actor: words.options("urban_rural")
        ),
        ChoiceFilter(
            "district", _("学区"), options=organisations.district_options, condition=organisations.in_groupings
        ),
        FlagFilter("boarding", _("寄宿制"), field="is_boarding"),
        FlagFilter("point", _("教学点"), field="is_teaching_point"),
        FlagFilter("pilot", _("数字校园试点"), field="is_pilot"),
    )
    views = (
        SavedView("open", _("在办学校"), condition=_open, is_counted=True),
        SavedView("closed", _("已撤销"), condition=_closed),
    )
    empty = Empty(
        _("还没有学校。先把学校建起来，再设班级、登记人员。"),
        action=_("新增学校"),
        url=lambda actor: f"{reverse('registry:organisation_add')}?kind=school" if actor.may_anywhere(MANAGE) else "",
    )

    def search(self, queryset: QuerySet[Any], text: str) -> QuerySet[Any]:
        for word in text.split():
            lower = word.lower()
            queryset = queryset.filter(
                Q(name__icontains=word)
                | Q(short_name__icontains=word)
                | Q(name_pinyin__contains=lower)
                | Q(name_initials__contains=lower)
                | Q(code__startswith=word)
            )
        return queryset

    def prepare(self, rows: Sequence[Any]) -> None:
        organisations.attach_figures(rows, self.actor.on)


@require_safe
@login_required
def organisation_list(request: HttpRequest) -> HttpResponseBase:
    """Schools within reach."""
    actor = request.actor
    require_anywhere(actor, VIEW)
    actions = [
        {"label": _("单位树"), "url": reverse("registry:organisation_tree")},
        {"label": _("学区与结对"), "url": reverse("registry:grouping_list")},
    ]
    if any(actor.may(MANAGE, path) for path in places.bureau_paths(actor)):
        url = f"{reverse('registry:organisation_add')}?kind=school"
        actions.append({"label": _("新增学校"), "url": url, "is_primary": True})
    context = {
        "actions": actions,
        "subtitle": places.reach_words(actor, VIEW),
        "organisation_name": letterhead(actor, VIEW),
    }
    return respond(request, SchoolTable, organisations.schools_of, context=context)


@require_safe
@login_required
def organisation_tree(request: HttpRequest) -> HttpResponse:
    """Bureau, schools, campuses, departments and groups as a tree, with how many pupils below each."""
    require_anywhere(request.actor, VIEW)
    roots = organisations.tree_of(request.actor)
    return render(request, "registry/organisation_tree.html", {"roots": roots, "total": _size(roots)})


def _size(branches: Sequence[organisations.Branch]) -> int:
    return sum(1 + _size(branch.children) for branch in branches)
