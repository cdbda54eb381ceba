"""The rows of received sets, and what was found in them."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xingtan.apps.exchange.data import Difference, Level, Outcome
from xingtan.apps.exchange.models import Finding, SetRow
from xingtan.apps.exchange.selectors.sets import set_options, words_of
from xingtan.apps.exchange.texts import NAMES, file_name
from xingtan.kernel.http.addresses import row_address
from xingtan.kernel.tables import api as tables

FILE_OPTIONS = tuple(NAMES.items())
TONES = {
    Difference.NEW: "green",
    Difference.CHANGED: "yellow",
    Difference.GONE: "red",
    Difference.MISSING: "red",
    Difference.REFUSED: "red",
}
OUTCOME_TONES = {
    Outcome.HELD_BACK: "yellow",
    Outcome.WRITTEN: "green",
    Outcome.LINKED: "green",
    Outcome.UPDATED: "green",
}


def _name(row: SetRow) -> str:
    return row.name or row.sourced_id


class RowTable(tables.Table):
    code = "exchange-rows"
    title = _("批次中的记录")
    unit = _("行")
    columns = (
        tables.Column("name", _("名称"), value=_name, sort="name", link=row_address("exchange:row"), phone="title"),
        tables.Column(
            "difference",
            _("变化"),
            value="get_difference_display",
            lamp=lambda row: TONES.get(row.difference, "none"),
            sort="difference",
        ),
        tables.Column("file", _("文件"), value=lambda row: file_name(row.file), sort="file"),
        tables.Column("line", _("行号"), sort="line", align="end"),
        tables.Column("sourced_id", "sourcedId", sort="sourced_id"),
        tables.Column(
            "outcome",
            _("采用结果"),
            value="get_outcome_display",
            lamp=lambda row: OUTCOME_TONES.get(row.outcome, "none"),
            sort="outcome",
        ),
        tables.Column("remark", _("说明")),
        tables.Column("partner", _("对接系统"), value="received_set.partner.name", default_hidden=True),
    )
    filters = (
        tables.ChoiceFilter("set", _("批次"), field="received_set_id", options=set_options, is_multiple=False),
        tables.ChoiceFilter("file", _("文件"), options=FILE_OPTIONS),
        tables.ChoiceFilter("difference", _("变化"), options=Difference.choices),
        tables.ChoiceFilter("outcome", _("采用结果"), options=[pair for pair in Outcome.choices if pair[0]]),
    )
    views = (
        tables.SavedView("", _("全部")),
        tables.SavedView("refused", _("有错"), condition=lambda actor: Q(difference=Difference.REFUSED)),
        tables.SavedView("held_back", _("未登记"), condition=lambda actor: Q(outcome=Outcome.HELD_BACK)),
    )
    order = "file"
    search_fields = ("name", "sourced_id")
    search_hint = _("名称、sourcedId")
    empty = tables.Empty(_("没有符合条件的记录。批次读取后，每一行都会出现在这里。"))


def _place(row: Finding) -> str:
    return file_name(row.file) if row.file else str(_("压缩包"))


class FindingTable(tables.Table):
    code = "exchange-findings"
    title = _("读取发现")
    unit = _("处")
    columns = (
        tables.Column(
            "words",
            _("发现"),
            value=words_of,
            link=lambda row: reverse("exchange:row", args=[row.row_id]) if row.row_id else "",
            phone="title",
        ),
        tables.Column(
            "level",
            _("级别"),
            value="get_level_display",
            lamp=lambda row: "red" if row.level == Level.ERROR else "none",
            sort="level",
        ),
        tables.Column("file", _("文件"), value=_place, sort="file"),
        tables.Column("line", _("行号"), sort="line", align="end"),
        tables.Column("column", _("列"), sort="column"),
        tables.Column("partner", _("对接系统"), value="received_set.partner.name", default_hidden=True),
    )
    filters = (
        tables.ChoiceFilter("set", _("批次"), field="received_set_id", options=set_options, is_multiple=False),
        tables.ChoiceFilter("level", _("级别"), options=Level.choices),
        tables.ChoiceFilter("file", _("文件"), options=FILE_OPTIONS),
        tables.TextFilter("column", _("列")),
    )
    views = (
        tables.SavedView("", _("全部")),
        tables.SavedView("errors", _("错误"), condition=lambda actor: Q(level=Level.ERROR)),
    )
    order = "level"
    empty = tables.Empty(_("没有发现问题。"))
