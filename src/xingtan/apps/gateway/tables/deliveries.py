"""The list of messages that left, or did not leave, the product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xingtan.apps.gateway.selectors import channels
from xingtan.kernel.notices.data import CHANNEL_LABELS, CODE_KIND, State
from xingtan.kernel.tables import api as tables

TONES = {
    State.ACCEPTED: "green",
    State.DELIVERED: "green",
    State.READ: "green",
    State.REFUSED: "red",
    State.UNCERTAIN: "yellow",
    State.HELD: "yellow",
}


class DeliveryTable(tables.Table):
    code = "deliveries"
    title = _("发送记录")
    unit = _("条")
    columns = (
        tables.Column("made_at", _("时间"), sort=("made_at", "pk"), phone="title"),
        tables.Column("who", _("收件人")),
        tables.Column("channel", _("渠道"), value=lambda row: CHANNEL_LABELS.get(row.channel, row.channel)),
        tables.Column("address", _("地址"), value="address_masked"),
        tables.Column("kind", _("类别"), value=lambda row: channels.kind_label(row.kind)),
        tables.Column("title", _("标题"), default_hidden=True),
        tables.Column("state", _("状态"), value="get_state_display", lamp=lambda row: TONES.get(row.state, "none")),
        tables.Column("reason", _("原因"), value=channels.reason_of),
        tables.Column("parts", _("计费条数"), align="end", phone="hide"),
        tables.Column("attempts", _("尝试次数"), align="end", default_hidden=True),
        tables.Column("outside_id", _("对方流水号"), default_hidden=True),
    )
    filters = (
        tables.ChoiceFilter("channel", _("渠道"), options=tuple(CHANNEL_LABELS.items())),
        tables.ChoiceFilter("state", _("状态"), options=State.choices),
        tables.DateFilter("day", _("日期"), condition=channels.by_day),
    )
    views = (
        tables.SavedView("", _("全部")),
        tables.SavedView("failed", _("未送出"), condition=lambda actor: Q(state=State.REFUSED)),
        tables.SavedView("uncertain", _("不确定"), condition=lambda actor: Q(state=State.UNCERTAIN)),
        tables.SavedView("held", _("暂缓"), condition=lambda actor: Q(state=State.HELD)),
        tables.SavedView("codes", _("验证码"), condition=lambda actor: Q(kind=CODE_KIND)),
    )
    order = "-made_at"
    search_fields = ("title", "outside_id", "address_masked")
    search_hint = _("标题、地址、对方流水号")
    empty = tables.Empty(_("还没有消息发出去。设置好渠道以后，通知除了站内提醒还会从这里发出。"))
    note = _("地址只显示一部分；电话和邮箱不另外保存")

    def prepare(self, rows: Sequence[Any]) -> None:
        channels.attach_recipients(rows)
