"""A list as it is opened: its first rows and the sizes of its tabs, prepared once for each sort of actor."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet

from xingtan.kernel.prepared import Prepared, prepared, totals
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables import paging
from xingtan.kernel.tables.state import TableState
from xingtan.kernel.tables.table import Table

RowsOf = Callable[[Actor], QuerySet[Any]]


def first_page(table: Table, rows_of: RowsOf, state: TableState) -> paging.Page:
    """What `paging.fetch` gives for the beginning of a tab in an order, without conditions."""
    kind: Any = type(table)
    rows = _first_rows(kind, rows_of, state.view, state.sort).instances(actor=table.actor)
    return paging.beginning(rows, table.page_size)


def sizes(table: Table, rows_of: RowsOf) -> dict[str, int]:
    """Rows of each counted tab, whatever the conditions of the list."""
    codes = [view.code for view in table.views if view.is_counted]
    kind: Any = type(table)
    found = _sizes(kind, rows_of)(actor=table.actor)
    return dict(zip(codes, found[0] if found else [0] * len(codes), strict=True))


@lru_cache(maxsize=200)
def _first_rows(table_class: type[Table], rows_of: RowsOf, view: str, sort: str) -> Prepared:
    state = TableState(view=view, sort=sort)

    @prepared
    def rows(*, actor: Actor) -> Any:
        table, reach = table_class(actor), rows_of(actor)
        keys = table.keys(reach, state)
        return table.narrow(reach, state).order_by(*(key.order_by for key in keys))[: table.page_size + 1]

    return rows


@lru_cache(maxsize=200)
def _sizes(table_class: type[Table], rows_of: RowsOf) -> Prepared:
    @prepared
    def counts(*, actor: Actor) -> Any:
        conditions = [view.condition and view.condition(actor) for view in table_class.views if view.is_counted]
        return totals(
            rows_of(actor),
            **{f"tab_{index}": Count("pk", filter=condition) for index, condition in enumerate(conditions)},
        )

    return counts
