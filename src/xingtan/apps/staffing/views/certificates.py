"""Certificates: the list with what is due for registration, and who teaches without a fitting one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from xingtan.apps.staffing import data
from xingtan.apps.staffing.forms.rows import RegistrationForm
from xingtan.apps.staffing.selectors import certificates, parts, places, qualified, words
from xingtan.apps.staffing.services import bulk
from xingtan.kernel.clock import today
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.addresses import row_address
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables.api import BulkAct, ChoiceFilter, Column, Empty, SavedView, Table, TreeFilter, respond
from xingtan.kernel.ui.components.signals import lamp
from xingtan.people.organisations.selectors import letterhead
from xingtan.people.persons.selectors import naming

WITHIN = [("30", _("30天内")), ("90", _("90天内")), ("180", _("半年内")), ("365", _("一年内"))]


def _state(row: Any) -> Any:
    if row.kind != data.CertificateKind.TEACHING:
        return ""
    tone, state = parts.registration_state(row, today())
    return lamp(state, tone=tone)


def _kind(kind: str) -> Any:
    return lambda actor: certificates.Q(kind=kind)


class CertificateTable(Table):
    code = "certificates"
    title = _("教师证书")
    unit = _("本")
    order = "due"
    search_hint = _("姓名、拼音或首字母")
    note = _("在岗教职工，证书编号只显示一部分")
    columns = (
        Column(
            "name",
            _("姓名"),
            value="record.person.name",
            sort="record__person__name_pinyin",
            link=row_address("staffing:staff", "record.person_id"),
            phone="title",
        ),
        Column("unit", _("单位"), value="record.organisation.display_name", sort="record__organisation__path"),
        Column("certificate", _("证书"), value=parts.certificate_name),
        Column("subject", _("任教学科"), value=lambda row: words.code_word("subject", row.subject_code)),
        Column("number", _("证书编号"), value="number_masked", phone="hide"),
        Column("issued_by", _("发证机关"), value="issued_by", default_hidden=True, phone="hide"),
        Column("issued", _("发证日期"), value="issued_on", sort="issued_on", default_hidden=True),
        Column("due", _("下次定期注册"), value="registration_due_on", sort="registration_due_on"),
        Column("state", _("注册状态"), value="get_registration_result_display", markup=_state),
    )
    filters = (
        TreeFilter("unit", _("单位"), field="record__organisation__path", options=places.unit_options),
        ChoiceFilter("kind", _("证书"), options=data.CertificateKind.choices),
        ChoiceFilter("code", _("资格种类"), options=data.Certificate.choices),
        ChoiceFilter("subject", _("任教学科"), field="subject_code", options=words.subject_options),
        ChoiceFilter(
            "within",
            _("注册到期"),
            options=WITHIN,
            is_multiple=False,
            condition=lambda rows, value: rows.filter(certificates.due_until(today() + timedelta(days=int(value[0])))),
        ),
        ChoiceFilter("result", _("最近注册结论"), field="registration_result", options=data.RegistrationResult.choices),
    )
    views = (
        SavedView("due", _("半年内注册"), condition=certificates.due_soon, is_counted=True),
        SavedView("overdue", _("注册已过期"), condition=certificates.overdue, is_counted=True),
        SavedView("teaching", _("教师资格"), condition=_kind(data.CertificateKind.TEACHING), order="name"),
        SavedView("putonghua", _("普通话"), condition=_kind(data.CertificateKind.PUTONGHUA), order="name"),
        SavedView("all", _("全部"), order="name"),
    )
    bulk = (
        BulkAct(
            "staffing.register",
            _("登记注册结论"),
            permission=data.MANAGE,
            run=bulk.register,
            form=RegistrationForm,
            undo="staffing.register",
        ),
    )
    empty = Empty(
        _("这里没有证书。在教职工名册里打开一个人，登记其证书。"),
        action=_("看名册"),
        url=lambda actor: reverse("staffing:people"),
    )

    def search(self, queryset: Any, text: str) -> Any:
        return naming(queryset, text, "record__person")


class UnqualifiedTable(Table):
    code = "unqualified"
    title = _("持证上岗")
    unit = _("人")
    order = "name"
    search_hint = _("姓名、拼音或首字母")
    note = _("当日有任课；资格适用于本学段及以下，幼儿园须有幼儿园教师资格；初中、高中核对学科，相近学科视为相符")
    columns = (
        Column(
            "name",
            _("姓名"),
            value="person.name",
            sort="person__name_pinyin",
            link=row_address("staffing:staff", "person_id"),
            phone="title",
        ),
        Column("unit", _("单位"), value="organisation.display_name", sort="organisation__path"),
        Column("taught", _("任教"), value="taught_words"),
        Column("held", _("持有资格"), value="held_words"),
        Column("title", _("职称"), value="get_title_code_display", default_hidden=True, phone="hide"),
    )
    filters = (TreeFilter("unit", _("单位"), field="organisation__path", options=places.unit_options),)
    views = tuple(
        SavedView(
            lack.code,
            lack.label,
            condition=lambda actor, code=lack.code: qualified.lacking(code, actor.on),  # type: ignore[misc]
            is_counted=True,
        )
        for lack in qualified.LACKS.values()
    )
    empty = Empty(
        _("没有这样的教师。"),
        action=_("看全部证书"),
        url=lambda actor: f"{reverse('staffing:certificates')}?view=all",
    )

    def search(self, queryset: Any, text: str) -> Any:
        return naming(queryset, text, "person")

    def prepare(self, rows: Sequence[Any]) -> None:
        certificates.attach_teaching(rows, self.actor.on)


def _context(actor: Actor) -> dict[str, Any]:
    if not actor.may_anywhere(data.VIEW):
        raise NotPermitted(permission=data.VIEW)
    return {"subtitle": places.reach_words(actor), "organisation_name": letterhead(actor, data.VIEW)}


@require_http_methods(["GET", "POST"])
@login_required
def certificate_list(request: HttpRequest) -> HttpResponseBase:
    """Certificates within reach, what is due for registration first; results are entered for many at once."""
    context = _context(request.actor)  # type: ignore[attr-defined]
    return respond(request, CertificateTable, certificates.certificates_of, context=context)


@require_GET
@login_required
def unqualified_list(request: HttpRequest) -> HttpResponseBase:
    """Who teaches without a fitting certificate."""
    context = _context(request.actor)  # type: ignore[attr-defined]
    return respond(request, UnqualifiedTable, certificates.unqualified_of, context=context)
