"""The staff list: filter, choose, act on many, export, print."""

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

from xingtan.apps.staffing import data
from xingtan.apps.staffing.forms import AskConfirmationForm, EndPostingsForm, StartPostingsForm
from xingtan.apps.staffing.selectors import exchanges, gaps, places, words
from xingtan.apps.staffing.selectors import people as staff
from xingtan.apps.staffing.services import bulk
from xingtan.kernel.clock import age_on, today
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.addresses import row_address
from xingtan.kernel.http.views import login_required
from xingtan.kernel.i18n.dates import day_text
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables.api import BulkAct, ChoiceFilter, Column, Empty, SavedView, Table, TreeFilter, respond
from xingtan.kernel.ui.components.signals import badge, lamp
from xingtan.kernel.ui.components.values import month_text
from xingtan.people.organisations.selectors import letterhead
from xingtan.people.persons.data import Sex
from xingtan.people.persons.selectors import naming
from xingtan.people.postings import data as postings
from xingtan.people.roster.data import Stage

LAMPS = {"at_work": "green", "on_leave": "yellow", "lent": "none"}


def _name(row: Any) -> Any:
    """The name; its pinyin where it may be misread, and how many people bear it."""
    beside = []
    if words.needs_pinyin(row.person.name):
        beside.append(row.person.name_pinyin)
    if row.same_name_count:
        beside.append(_g("同名%(count)s人") % {"count": row.same_name_count})
    return format_html("{} <small>{}</small>", row.person.name, " ".join(beside)) if beside else row.person.name


def _state(row: Any) -> Any:
    if row.guest is not None:
        return badge(f"{row.guest.kind_label} {row.guest.unit}", tone="blue")
    label = data.State(row.state).label
    if row.state_until and row.state in data.OPEN_STATES:
        label = _g("%(state)s至%(day)s") % {"state": label, "day": day_text(row.state_until, today())}
    return lamp(label, tone=LAMPS.get(row.state, "none"))


def _age(row: Any) -> int | None:
    return age_on(row.person.born_on, today()) if row.person.born_on else None


def _started(row: Any) -> str:
    return month_text(row.work_started_on) if row.work_started_on else ""


def _open(actor: Actor) -> Q:
    return Q(state__in=data.OPEN_STATES)


def _leading(actor: Actor) -> Q:
    return _open(actor) & Q(staff.posted(actor.on, role__in=data.LEADING_ROLES))


def _homeroom(actor: Actor) -> Q:
    return _open(actor) & Q(staff.posted(actor.on, role="homeroom_teacher"))


def _guests(actor: Actor) -> Q:
    return _open(actor) & Q(staff.posted(actor.on, kind__in=data.GUEST_KINDS))


def _with_gaps(actor: Actor) -> Q:
    return _open(actor) & gaps.any_of(gaps.GAPS, actor.on)


def _state_over(actor: Actor) -> Q:
    return _open(actor) & Q(state_until__lt=actor.on) & ~Q(state=data.State.AT_WORK)


def _gone(actor: Actor) -> Q:
    return ~_open(actor)


COLUMNS = (
    Column(
        "name",
        _("姓名"),
        value="person.name",
        markup=_name,
        sort="person__name_pinyin",
        link=row_address("staffing:staff", "person_id"),
        phone="title",
    ),
    Column(
        "e_id", _("电子身份证号"), value="person.e_id_spaced", export="person.e_id", default_hidden=True, phone="hide"
    ),
    Column("sex", _("性别"), value="person.get_sex_display"),
    Column("age", _("年龄"), value=_age, sort="-person__born_on", align="end", default_hidden=True),
    Column("unit", _("单位"), value="organisation.display_name", sort="organisation__path"),
    Column("posts", _("任职"), value="post_words"),
    Column("subject", _("学科"), value="subject_words", default_hidden=True),
    Column("title", _("职称"), value="get_title_code_display", sort="title_code", default_hidden=True),
    Column("education", _("最高学历"), value="get_education_code_display", sort="education_code", default_hidden=True),
    Column("certificate", _("教师资格"), value="get_certificate_code_display", default_hidden=True, phone="hide"),
    Column("establishment", _("编制"), value="get_establishment_display", default_hidden=True, phone="hide"),
    Column("started", _("参加工作"), value=_started, sort="work_started_on", export="work_started_on", phone="hide"),
    Column("joined", _("到本单位"), value="joined_on", sort="joined_on", default_hidden=True, phone="hide"),
    Column("phone", _("手机"), value="person.phone_masked"),
    Column("state", _("状态"), value="get_state_display", markup=_state),
)
FILTERS = (
    TreeFilter("unit", _("单位"), field="organisation__path", options=places.unit_options),
    ChoiceFilter("stage", _("任教学段"), options=Stage.choices, condition=staff.in_stages),
    ChoiceFilter(
        "role",
        _("岗位"),
        options=[*places.role_options(), ("homeroom_teacher", _("班主任"))],
        condition=lambda rows, value: rows.filter(staff.posted(today(), role__in=value)),
    ),
    ChoiceFilter(
        "subject",
        _("学科"),
        options=words.subject_options,
        condition=lambda rows, value: rows.filter(staff.posted(today(), subject_code__in=value)),
    ),
    ChoiceFilter("sex", _("性别"), field="person__sex", options=Sex.choices, is_multiple=False),
    ChoiceFilter(
        "ages",
        _("年龄段"),
        options=list(data.AGE_LABELS.items()),
        condition=lambda rows, value: staff.in_age_bands(rows, value, today()),
    ),
    ChoiceFilter("title", _("职称"), field="title_code", options=data.Title.choices),
    ChoiceFilter("establishment", _("编制"), options=data.Establishment.choices),
    ChoiceFilter(
        "kind",
        _("任职性质"),
        options=[("support", _("支教")), ("exchange", _("交流轮岗")), ("concurrent", _("兼任"))],
        condition=lambda rows, value: rows.filter(staff.posted(today(), kind__in=value)),
    ),
    ChoiceFilter(
        "exchange",
        _("交流情况"),
        options=exchanges.SHARE_PARTS,
        is_multiple=False,
        condition=lambda rows, value: rows.filter(exchanges.in_share(value[0], today())),
    ),
    ChoiceFilter(
        "gap",
        _("资料待补"),
        options=[(gap.code, gap.label) for gap in gaps.GAPS.values()],
        condition=lambda rows, value: rows.open().filter(gaps.any_of(value, today())),
    ),
)
VIEWS = (
    SavedView("staff", _("教职工"), condition=_open, is_counted=True),
    SavedView("leading", _("校领导与首席信息官"), condition=_leading),
    SavedView("homeroom", _("班主任"), condition=_homeroom),
    SavedView("guests", _("支教交流"), condition=_guests),
    SavedView("retiring", _("今年退休"), condition=staff.retiring, is_counted=True),
    SavedView("state_over", _("假期到期"), condition=_state_over),
    SavedView("gaps", _("资料待补"), condition=_with_gaps, is_counted=True),
    SavedView("gone", _("离职退休"), condition=_gone),
)
ACTS = (
    BulkAct(
        "staffing.start_postings",
        _("新增任职"),
        permission=postings.MANAGE,
        run=bulk.start_postings,
        form=StartPostingsForm,
        undo="staffing.start_postings",
    ),
    BulkAct(
        "staffing.end_postings",
        _("结束任职"),
        permission=postings.MANAGE,
        run=bulk.end_postings,
        form=EndPostingsForm,
        undo="staffing.end_postings",
        is_dangerous=True,
    ),
    BulkAct(
        "staffing.ask_confirmation",
        _("请其核对"),
        permission=data.MANAGE,
        run=bulk.ask_confirmation,
        form=AskConfirmationForm,
    ),
)


class StaffTable(Table):
    code = "staff"
    title = _("教职工")
    unit = _("人")
    order = "name"
    search_hint = _("姓名、拼音、首字母或电子身份证号")
    note = _("当日在岗，按人事关系所在单位")
    columns = COLUMNS
    filters = FILTERS
    views = VIEWS
    bulk = ACTS
    empty = Empty(
        _("还没有教职工。登记第一名后，名册会出现在这里。"),
        action=_("新增人员"),
        url=lambda actor: reverse("staffing:staff_add") if actor.may_anywhere(data.MANAGE) else "",
    )

    def offered_acts(self) -> list[BulkAct]:
        """The units offered are those whose postings the actor manages."""
        form = partial(StartPostingsForm, actor=self.actor)
        return [replace(act, form=form) if act.form is StartPostingsForm else act for act in super().offered_acts()]

    def search(self, queryset: QuerySet[Any], text: str) -> QuerySet[Any]:
        return naming(queryset, text, "person")

    def prepare(self, rows: Sequence[Any]) -> None:
        staff.attach(rows, self.actor)


@require_http_methods(["GET", "POST"])
@login_required
def people(request: HttpRequest) -> HttpResponseBase:
    """Everybody who works within the actor's reach."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.may_anywhere(data.VIEW):
        raise NotPermitted(permission=data.VIEW)
    actions = []
    if actor.may_anywhere(data.MANAGE):
        actions.append({"label": _g("批量导入"), "url": reverse("imports:start", args=["staffing.staff"])})
        actions.append({"label": _g("新增人员"), "url": reverse("staffing:staff_add"), "is_primary": True})
    context = {
        "actions": actions,
        "subtitle": places.reach_words(actor),
        "organisation_name": letterhead(actor, data.VIEW),
    }
    return respond(request, StaffTable, staff.staff_of, context=context)
