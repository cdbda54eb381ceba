"""`Table`: one list of the product, declared once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables.acts import BulkAct
from xingtan.kernel.tables.columns import Column
from xingtan.kernel.tables.filters import Filter
from xingtan.kernel.tables.paging import SortKey, sort_keys
from xingtan.kernel.tables.state import RESERVED, TableState

Text = Any  # str or a lazy translation


@dataclass(frozen=True)
class SavedView:
    """A tab over the list: the rows of `condition`, in `order` when it wants another one.

    A condition may not join: it says of each row by itself whether it is in, so that all tabs are counted in one query.
    """

    code: str
    label: Text
    _: KW_ONLY
    condition: Callable[[Actor], Q] | None = None
    order: str = ""
    is_counted: bool = False  # show its size beside the name


@dataclass(frozen=True)
class Empty:
    """What stands where rows would be: what would be here, why it is not, and one next step."""

    text: Text
    _: KW_ONLY
    action: Text = ""
    url: Callable[[Actor], str] | str = ""


class Table:
    """A list. Subclasses set the class attributes; one instance serves one request.

    Attributes:
        code: unique in the product; prefix of element ids ("pupils" -> row ids "pupils-17").
        title, unit: name of the list on screen and paper; measure word of its rows (人, 条, 所).
        columns, filters, views, bulk: what it offers. The first visible column is the row's name.
        order: key of the column it is sorted by at first, "-" in front = descending.
        search_fields: ORM look-ups in which every word of `q` must occur. Override `search` for more.
        note: 口径, printed at the foot of the paper.
        is_prepared: False for a list inside one thing (rows of one import): its queries are not kept for other things.
    """

    code: ClassVar[str]
    title: ClassVar[Text]
    unit: ClassVar[Text] = _("条")
    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    views: ClassVar[Sequence[SavedView]] = ()
    bulk: ClassVar[Sequence[BulkAct]] = ()
    order: ClassVar[str] = ""
    search_fields: ClassVar[Sequence[str]] = ()
    search_hint: ClassVar[Text] = _("在结果中找")
    empty: ClassVar[Empty] = Empty(_("还没有内容。"))
    page_size: ClassVar[int] = 50
    max_export_rows: ClassVar[int] = 100_000
    max_print_rows: ClassVar[int] = 2_000
    is_exportable: ClassVar[bool] = True
    is_prepared: ClassVar[bool] = True
    note: ClassVar[Text] = ""

    default_columns: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        clash = RESERVED.intersection(name for condition in cls.filters for name in condition.names)
        if clash:
            raise TypeError(f"{cls.__name__}: filter names {sorted(clash)} are taken by the list itself")
        cls.default_columns = tuple(column.key for column in cls.columns if not column.default_hidden)

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def search(self, queryset: QuerySet[Any], text: str) -> QuerySet[Any]:
        """Rows in which every word of `text` occurs."""
        for word in text.split():
            condition = Q()
            for name in self.search_fields:
                condition |= Q(**{f"{name}__icontains": word})
            queryset = queryset.filter(condition)
        return queryset

    def prepare(self, rows: Sequence[Any]) -> None:
        """Attach to the rows of one page what needs a query of its own. Called for each batch of an export too."""

    def row_url(self, row: Any) -> str:
        """Where Enter on a row leads; by default the link of the first column."""
        link = self.columns[0].link
        return link(row) if link is not None else ""

    def row_name(self, row: Any) -> str:
        """What a screen reader calls the row."""
        return str(self.columns[0].export_getter()(row) or row.pk)

    def narrow(self, queryset: QuerySet[Any], state: TableState) -> QuerySet[Any]:
        """The rows that a state asks for, unordered."""
        view = self.view(state)
        if view is not None and view.condition is not None:
            queryset = queryset.filter(view.condition(self.actor))
        for condition in self.filters:
            if condition.code in state.values:
                queryset = condition.apply(queryset, state.values[condition.code])
        return self.search(queryset, state.q) if state.q and self.is_searchable else queryset

    def keys(self, queryset: QuerySet[Any], state: TableState) -> tuple[SortKey, ...]:
        """The order that a state asks for."""
        wanted = self.sort_of(state)
        column = self.column(wanted.removeprefix("-"))
        fields = column.sort_fields if column is not None else ()
        if wanted.startswith("-"):
            fields = tuple(name[1:] if name.startswith("-") else f"-{name}" for name in fields)
        return sort_keys(queryset.model, fields)

    def sort_of(self, state: TableState) -> str:
        view = self.view(state)
        return state.sort or (view.order if view is not None else "") or self.order

    def view(self, state: TableState) -> SavedView | None:
        """The chosen tab; the first when none is named."""
        if not self.views:
            return None
        return next((view for view in self.views if view.code == state.view), self.views[0])

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)

    def shown_columns(self, state: TableState) -> list[Column]:
        wanted = state.columns or self.default_columns
        return [column for column in self.columns if column.key in wanted]

    @property
    def is_searchable(self) -> bool:
        return bool(self.search_fields) or type(self).search is not Table.search

    def offered_acts(self) -> list[BulkAct]:
        return [act for act in self.bulk if self.actor.may_anywhere(act.permission)]
