"""The list of partners."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from xingtan.apps.exchange.data import MANAGE
from xingtan.apps.exchange.models import Partner
from xingtan.apps.exchange.selectors.partners import attach_last
from xingtan.kernel.http.addresses import row_address
from xingtan.kernel.tables import api as tables


def _state(row: Partner) -> Any:
    if not row.is_active:
        return _("停用")
    return _("有一批待采用") if row.is_waiting else _("启用")


def _tone(row: Partner) -> str:
    if not row.is_active:
        return "none"
    return "yours" if row.is_waiting else "green"


class PartnerTable(tables.Table):
    code = "exchange-partners"
    title = _("数据交换")
    unit = _("个")
    columns = (
        tables.Column("name", _("系统名称"), sort="name", link=row_address("exchange:partner"), phone="title"),
        tables.Column("state", _("状态"), value=_state, lamp=_tone),
        tables.Column("organisation", _("所属单位"), value="organisation.name", sort="organisation__path"),
        tables.Column("vendor", _("建设单位"), sort="vendor"),
        tables.Column("writes_register", _("登记到名册"), sort="writes_register"),
        tables.Column("received_at", _("最近采用")),
        tables.Column("delivered_at", _("最近交付")),
    )
    filters = (
        tables.FlagFilter("active", _("只看启用"), field="is_active"),
        tables.FlagFilter("writes", _("登记到名册"), field="writes_register"),
    )
    views = (
        tables.SavedView("", _("全部")),
        tables.SavedView("off", _("已停用"), condition=lambda actor: Q(is_active=False)),
    )
    order = "name"
    search_fields = ("name", "vendor", "organisation__name")
    search_hint = _("系统、建设单位、所属单位")
    empty = tables.Empty(
        _("还没有登记对接系统。先登记一个，再接收它的名册，或者把本区名册交付给它。"),
        action=_("登记对接系统"),
        url=lambda actor: str(reverse_lazy("exchange:partner_add")) if actor.may_anywhere(MANAGE) else "",
    )

    def prepare(self, rows: Sequence[Any]) -> None:
        attach_last(rows)
