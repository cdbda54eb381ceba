"""Between an address and a state. Garbage in an address is left out, and the page says so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from xingtan.kernel.tables.filters import MAX_TEXT, NotUnderstood
from xingtan.kernel.tables.state import TableState
from xingtan.kernel.tables.table import Table


def read_state(table: Table, params: QueryDict) -> TableState:
    """Understand an address."""
    complaints: list[str] = []
    state = TableState(
        q=_text(params.get("q", ""), complaints),
        view=_one_of(params.get("view", ""), {view.code for view in table.views}, complaints),
        values=_values(table, params, complaints),
        sort=_sort(table, params.get("sort", ""), complaints),
        columns=_columns(table, params.getlist("cols"), complaints),
        after=_key(params.get("after", ""), complaints),
        before=_key(params.get("before", ""), complaints),
        is_last=params.get("last") == "1",
        first_number=max(_key(params.get("no", ""), []) or 1, 1),
    )
    if state.after and state.before:
        state = replace(state, before=None)
    return replace(state, complaints=tuple(dict.fromkeys(complaints)))


def query_of(table: Table, state: TableState, *, with_place: bool = True) -> str:
    """The shortest query string that says the same; "" for the list as it first appears."""
    pairs: list[tuple[str, str]] = []
    if state.view:
        pairs.append(("view", state.view))
    if state.q:
        pairs.append(("q", state.q))
    for condition in table.filters:
        if condition.code in state.values:
            pairs += condition.params(state.values[condition.code])
    if state.sort:
        pairs.append(("sort", state.sort))
    if state.columns:
        pairs.append(("cols", ",".join(state.columns)))
    if with_place:
        pairs += _place(state)
    return urlencode(pairs)


def _place(state: TableState) -> list[tuple[str, str]]:
    if state.is_last:
        return [("last", "1")]
    if state.after is None and state.before is None:
        return []
    cursor = ("before", str(state.before)) if state.after is None else ("after", str(state.after))
    return [cursor, ("no", str(state.first_number))]


def _text(given: str, complaints: list[str]) -> str:
    text = given.strip()
    if "\x00" in text or len(text) > MAX_TEXT:
        complaints.append(_("搜索的字太长或含有不能识别的字符，已不作为条件。"))
        return ""
    return text


def _one_of(given: str, known: set[str], complaints: list[str]) -> str:
    if not given or given in known:
        return given
    complaints.append(_("没有这个视图，显示的是全部。"))
    return ""


def _values(table: Table, params: QueryDict, complaints: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for condition in table.filters:
        try:
            value = condition.read(params, table.actor)
        except NotUnderstood:
            complaints.append(_("条件“%(label)s”的内容不能识别，已不作为条件。") % {"label": condition.label})
            continue
        if value is not None:
            values[condition.code] = value
    return values


def _sort(table: Table, given: str, complaints: list[str]) -> str:
    if not given or given == table.order:
        return ""
    column = table.column(given.removeprefix("-"))
    if column is not None and column.sort:
        return given
    complaints.append(_("不能按这一列排序，已按原来的顺序显示。"))
    return ""


def _columns(table: Table, given: list[str], complaints: list[str]) -> tuple[str, ...]:
    wanted = {key for value in given for key in value.split(",") if key}
    if not wanted:
        return ()
    known = tuple(column.key for column in table.columns if column.key in wanted)
    if len(known) < len(wanted):
        complaints.append(_("有的列已经没有了，其余照常显示。"))
    return () if known == table.default_columns else known


def _key(given: str, complaints: list[str]) -> int | None:
    if not given:
        return None
    if given.isascii() and given.isdigit() and len(given) <= 18:
        return int(given)
    complaints.append(_("页码位置不能识别，已回到第一页。"))
    return None
