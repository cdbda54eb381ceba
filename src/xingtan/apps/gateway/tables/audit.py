"""The list of journal entries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xingtan.apps.gateway.selectors import journal
from xingtan.apps.gateway.selectors.access import permission_choices
from xingtan.kernel.audit.data import Result
from xingtan.kernel.audit.models import AuditEntry
from xingtan.kernel.tables import api as tables

TONES = {Result.OK: "green", Result.REFUSED: "yellow", Result.FAILED: "red"}


def _detail(row: AuditEntry) -> str:
    return json.dumps(row.detail, ensure_ascii=False, sort_keys=True) if row.detail else ""


class AuditTable(tables.Table):
    code = "audit"
    title = _("审计日志")
    unit = _("条")
    columns = (
        tables.Column("at", _("时间"), sort="at", phone="title"),
        tables.Column("who", _("操作人")),
        tables.Column("action", _("操作"), value=lambda row: journal.action_label(row.action)),
        tables.Column("what", _("对象")),
        tables.Column("result", _("结果"), value="get_result_display", lamp=lambda row: TONES.get(row.result, "none")),
        tables.Column("rows", _("行数"), align="end"),
        tables.Column("address", _("来源地址")),
        tables.Column("detail", _("细节"), value=_detail, phone="hide", default_hidden=True),
        tables.Column("quote", _("请求编号"), default_hidden=True),
        tables.Column("user_agent", _("浏览器"), phone="hide", default_hidden=True),
    )
    filters = (
        tables.TextFilter("who", _("操作人"), condition=journal.by_person),
        tables.ChoiceFilter("action", _("操作"), options=tuple(journal.ACTIONS.items())),
        tables.ChoiceFilter("object_kind", _("对象"), options=tuple(journal.OBJECTS.items())),
        tables.ChoiceFilter("result", _("结果"), options=Result.choices),
        tables.ChoiceFilter(
            "power", _("限时特权"), options=lambda actor: permission_choices(), condition=journal.by_power
        ),
        tables.DateFilter("day", _("日期"), condition=journal.by_day),
    )
    views = (
        tables.SavedView("", _("全部")),
        tables.SavedView("reads", _("查看个人信息"), condition=lambda actor: Q(action="personal_data.read")),
        tables.SavedView("failed", _("未成功"), condition=lambda actor: ~Q(result=Result.OK)),
        tables.SavedView("rights", _("授权变动"), condition=lambda actor: journal.RIGHTS_CHANGED),
        tables.SavedView("powers", _("限时特权"), condition=lambda actor: journal.ABOUT_POWERS),
    )
    order = "-at"
    search_fields = ("object_id", "address", "quote")
    search_hint = _("对象编号、来源地址、请求编号")
    empty = tables.Empty(_("还没有记录。有人登录、查看或修改资料后会出现在这里。"))
    note = _("审计记录只增不改，封存成链，至少保存六个月")

    def prepare(self, rows: Sequence[Any]) -> None:
        journal.attach_names(rows)
