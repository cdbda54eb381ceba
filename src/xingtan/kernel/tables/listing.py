"""`Listing`: one page of a list as the templates read it. Queries run when a property is first read."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from xingtan.kernel.tables import opening, own_views, paging, render
from xingtan.kernel.tables.address import query_of, read_state
from xingtan.kernel.tables.models import BulkRun
from xingtan.kernel.tables.selection import selection_token
from xingtan.kernel.tables.state import TableState
from xingtan.kernel.tables.table import Table
from xingtan.kernel.ui.components.values import number


class Listing:
    """A table, an address and the rows the actor may see, put together."""

    def __init__(self, request: HttpRequest, table: Table, rows_of: opening.RowsOf) -> None:
        self.request, self.table, self.rows_of = request, table, rows_of
        self.state: TableState = read_state(table, request.GET)
        self.base = request.path

    @cached_property
    def queryset(self) -> QuerySet[Any]:
        """All rows that the actor may see."""
        return self.rows_of(self.table.actor)

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """All rows that meet the conditions."""
        return self.table.narrow(self.queryset, self.state)

    @cached_property
    def keys(self) -> tuple[paging.SortKey, ...]:
        return self.table.keys(self.queryset, self.state)

    @cached_property
    def page(self) -> paging.Page:
        found = opening.first_page(self.table, self.rows_of, self.state) if self.is_opening else self._fetched()
        self.table.prepare(found.rows)
        return found

    @property
    def is_opening(self) -> bool:
        """Whether this is where everybody begins: the first rows of a tab."""
        state = self.state
        is_beginning = not (state.is_narrowed or state.is_last) and state.after is None and state.before is None
        return is_beginning and self.table.is_prepared

    def _fetched(self) -> paging.Page:
        return paging.fetch(
            self.rows,
            self.keys,
            size=self.table.page_size,
            after=self.state.after,
            before=self.state.before,
            is_last=self.state.is_last,
            anchors=self.queryset,
        )

    @cached_property
    def total(self) -> int:
        page = self.page
        if not page.has_before and not page.has_after:
            return len(page.rows)
        view = self.table.view(self.state)
        if view is not None and view.is_counted and not self.state.is_narrowed:
            return self.sizes[view.code]
        return self.rows.count()

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Rows of each counted tab, whatever the conditions of the list."""
        counted = [view for view in self.table.views if view.is_counted]
        if len(counted) == 1 and counted[0] is self.table.view(self.state) and self.is_whole:
            return {counted[0].code: len(self.page.rows)}
        if not counted:
            return {}
        return opening.sizes(self.table, self.rows_of) if self.table.is_prepared else self._asked_sizes(counted)

    def _asked_sizes(self, counted: list[Any]) -> dict[str, int]:
        actor = self.table.actor
        figures = {
            view.code: Count("pk", filter=view.condition(actor)) if view.condition else Count("pk") for view in counted
        }
        found = self.queryset.order_by().aggregate(**{f"tab_{code}": figure for code, figure in figures.items()})
        return {view.code: found[f"tab_{view.code}"] for view in counted}

    @cached_property
    def is_whole(self) -> bool:
        """Whether the page shows every row of the tab."""
        return not (self.state.is_narrowed or self.page.has_before or self.page.has_after)

    @cached_property
    def columns(self) -> list[Any]:
        return self.table.shown_columns(self.state)

    @cached_property
    def acts(self) -> list[Any]:
        return self.table.offered_acts()

    @cached_property
    def rows_html(self) -> SafeString:
        return render.rows_html(self.table, self.page.rows, self.columns, with_ticks=self.has_ticks)

    @cached_property
    def has_ticks(self) -> bool:
        return bool(self.acts)

    @cached_property
    def heads(self) -> list[dict[str, Any]]:
        return render.heads(self.table, self.state, self.columns, self.base)

    @cached_property
    def complaints(self) -> tuple[str, ...]:
        stale = (_("原来那一行已经不在了，已回到第一页。"),) if self.page.is_stale else ()
        return self.state.complaints + stale

    # -- where the page lies -------------------------------------------------------------------------------------

    @cached_property
    def first_number(self) -> int:
        page, shown = self.page, len(self.page.rows)
        if not page.has_before:
            return 1
        if not page.has_after:
            return max(self.total - shown + 1, 1)
        return min(self.state.first_number, max(self.total - shown + 1, 1))

    @cached_property
    def range_text(self) -> str:
        """“符合条件1842人，本页51—100”."""
        first = self.first_number
        values = {
            "total": number(self.total),
            "unit": self.table.unit,
            "first": number(first),
            "last": number(first + len(self.page.rows) - 1),
        }
        if not self.page.has_before and not self.page.has_after:
            return _("共%(total)s%(unit)s") % values
        return _("符合条件%(total)s%(unit)s，本页%(first)s—%(last)s") % values

    @cached_property
    def next_url(self) -> str:
        page = self.page
        if not page.has_after:
            return ""
        number = self.first_number + len(page.rows)
        return self.url(self.state.start(after=page.rows[-1].pk, first_number=number))

    @cached_property
    def previous_url(self) -> str:
        page = self.page
        if not page.has_before or not page.rows:
            return ""
        number = max(self.first_number - self.table.page_size, 1)
        return self.url(self.state.start(before=page.rows[0].pk, first_number=number))

    @cached_property
    def first_url(self) -> str:
        return self.url(self.state.start()) if self.page.has_before else ""

    @cached_property
    def last_url(self) -> str:
        return self.url(self.state.start(is_last=True)) if self.page.has_after else ""

    def url(self, state: TableState) -> str:
        query = query_of(self.table, state)
        return f"{self.base}?{query}" if query else self.base

    @cached_property
    def own_url(self) -> str:
        return self.url(self.state)

    # -- conditions, tabs, columns -------------------------------------------------------------------------------

    @cached_property
    def chips(self) -> list[dict[str, Any]]:
        return [self.chip(condition) for condition in self.table.filters]

    def chip(self, condition: Any, *, is_open: bool = False) -> dict[str, Any]:
        """One condition for the template; its options only when they cost nothing or somebody opened them."""
        value = self.state.values.get(condition.code)
        chip = {
            "code": condition.code,
            "kind": condition.kind,
            "label": condition.label,
            "is_set": value is not None,
            "words": condition.words(value, self.table.actor) if value is not None else _("全部"),
            "names": condition.names,
            "is_lazy": condition.is_lazy and not is_open,
            "params": condition.params(value) if value is not None else [],
        }
        if not chip["is_lazy"]:
            chip.update(condition.control(value, self.table.actor))
            chip["options_html"] = render.options_html(chip)
        return chip

    @cached_property
    def tabs(self) -> list[dict[str, Any]]:
        current = self.table.view(self.state)
        tabs = []
        for index, view in enumerate(self.table.views):
            state = TableState(view="" if index == 0 else view.code, columns=self.state.columns)
            count = self.sizes[view.code] if view.is_counted else None
            is_on = view is current and not self.is_own_view
            tabs.append({"label": view.label, "url": self.url(state), "is_on": is_on, "count": count})
        return tabs

    @property
    def is_on_side_tab(self) -> bool:
        """Whether another tab than the first one is open: that it is empty says nothing of the list."""
        return bool(self.table.views) and self.table.view(self.state) is not self.table.views[0]

    @cached_property
    def query(self) -> str:
        """What the list shows, without the place in it."""
        return query_of(self.table, self.state.start(), with_place=False)

    @cached_property
    def own_tabs(self) -> list[dict[str, Any]]:
        """What this account keeps of the list, as tabs behind the list's own."""
        account_id = self.table.actor.account_id
        if account_id is None:
            return []
        kept = own_views.own_views_beside(account_id=account_id, table_code=self.table.code)
        return [
            {"label": name, "url": f"{self.base}?{query}", "is_on": query == self.query, "count": None}
            for name, query in kept
        ]

    @cached_property
    def is_own_view(self) -> bool:
        return any(tab["is_on"] for tab in self.own_tabs)

    @property
    def may_keep(self) -> bool:
        """Whether the list shows something that is worth a name and has none yet."""
        return self.table.actor.account_id is not None and bool(self.query) and not self.is_own_view

    @cached_property
    def keep_url(self) -> str:
        """Where what the list shows now is kept under a name, and where that is renamed and dropped."""
        title = str(self.table.title)
        shown = own_views.Shown(code=self.table.code, title=title, address=self.base, query=self.query)
        return f"{reverse('tables:own_views')}?{urlencode({'list': shown.token})}"

    @cached_property
    def empty_url(self) -> str:
        """Where the next step of an empty list leads."""
        url = self.table.empty.url
        return url(self.table.actor) if callable(url) else url

    @cached_property
    def clear_url(self) -> str:
        return self.url(replace(self.state.start(), q="", values={}))

    @cached_property
    def column_choices(self) -> list[dict[str, Any]]:
        """The first column is the row's name and always stays."""
        shown = {column.key for column in self.columns}
        return [
            {"key": column.key, "label": column.label, "is_shown": column.key in shown, "is_fixed": index == 0}
            for index, column in enumerate(self.table.columns)
        ]

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """What a change of conditions leaves alone."""
        pairs = (("view", self.state.view), ("sort", self.state.sort))
        return [(name, value) for name, value in pairs if value]

    # -- acts -----------------------------------------------------------------------------------------------------

    @cached_property
    def selection(self) -> str:
        return selection_token(self.table, self.state, self.total)

    @cached_property
    def act_url(self) -> str:
        return self.own_url

    @cached_property
    def csv_url(self) -> str:
        return self._formatted("csv")

    @cached_property
    def xlsx_url(self) -> str:
        return self._formatted("xlsx")

    @cached_property
    def print_url(self) -> str:
        return self._formatted("print")

    def _formatted(self, name: str) -> str:
        query = query_of(self.table, self.state.start())
        return f"{self.base}?{query}&format={name}" if query else f"{self.base}?format={name}"

    @cached_property
    def done(self) -> BulkRun | None:
        """The bulk act just done on this list, when the address names it and it was this account's."""
        given = self.request.GET.get("done", "")
        if not (given.isascii() and given.isdigit() and len(given) <= 18) or self.table.actor.account_id is None:
            return None
        mine = BulkRun.objects.filter(account_id=self.table.actor.account_id, table_code=self.table.code)
        return mine.filter(pk=int(given)).first()

    @cached_property
    def may_undo(self) -> bool:
        return self.done is not None and self.done.may_be_undone(timezone.now())
