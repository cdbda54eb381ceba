"""Rows as HTML. Everything that does not depend on the row is prepared once, so that a row costs a few joins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from xingtan.kernel.tables.address import query_of
from xingtan.kernel.tables.columns import Column, class_names
from xingtan.kernel.tables.state import TableState
from xingtan.kernel.tables.table import Table


def rows_html(table: Table, rows: Sequence[Any], columns: Sequence[Column], *, with_ticks: bool) -> SafeString:
    """The `<tr>` elements. Each has an id that an address can point to: "pupils-17"."""
    cells = [column.cell(is_name=index == 0) for index, column in enumerate(columns)]
    tick = _tick(table) if with_ticks else None
    row_url, code = table.row_url, escape(table.code)
    parts: list[str] = []
    for row in rows:
        url = row_url(row)
        leads_to = f' data-href="{escape(url)}"' if url else ""
        parts.append(f'<tr id="{code}-{row.pk}"{leads_to}>')
        if tick is not None:
            parts.append(tick(row))
        parts += [cell(row) for cell in cells]
        parts.append("</tr>")
    return mark_safe("".join(parts))  # every cell escapes its own value


def _tick(table: Table) -> Callable[[Any], str]:
    form = f"{escape(table.code)}-bulk"
    opening = f'<td class="xt-pick"><input class="xt-check" type="checkbox" data-row name="id" form="{form}"'
    choose = _("选%(name)s")
    name_of = table.row_name

    def tick(row: Any) -> str:
        label = escape(choose % {"name": name_of(row)})
        return f'{opening} value="{row.pk}" aria-label="{label}"></td>'

    return tick


def options_html(chip: dict[str, Any]) -> SafeString:
    """The options of a condition, flat (`options`) or with the depth of a tree (`tree`), each to be ticked."""
    kind = "checkbox" if chip.get("is_multiple") else "radio"
    opening = f'<input class="xt-check" type="{kind}" name="{escape(chip["code"])}" value="'

    def tick(value: str, label: Any, is_on: bool) -> str:
        return f'{opening}{escape(value)}"{" checked" if is_on else ""}> {escape(str(label))}</label>'

    drawn = [f"<label>{tick(*option)}" for option in chip.get("options", ())]
    drawn += [f'<label class="xt-in-{depth}">{tick(*option)}' for *option, depth in chip.get("tree", ())]
    return mark_safe("".join(drawn))  # values and labels are escaped


def heads(table: Table, state: TableState, columns: Sequence[Column], base: str) -> list[dict[str, Any]]:
    """What the template draws above each column: label, where a click sorts, and how it is sorted now."""
    current = table.sort_of(state)
    key, is_descending = current.removeprefix("-"), current.startswith("-")
    drawn = []
    for column in columns:
        is_sorted = column.key == key and bool(column.sort)
        wanted = f"-{column.key}" if is_sorted and not is_descending else column.key
        query = query_of(table, state.start(sort="" if wanted == table.order else wanted))
        drawn.append(
            {
                "label": column.head,
                "url": f"{base}?{query}" if column.sort else "",
                "aria_sort": ("descending" if is_descending else "ascending") if is_sorted else "",
                "classes": class_names(column),
            }
        )
    return drawn
