"""Paging by key: a page begins after a row, not after a number of rows.

Its cost does not grow with the depth, and rows that arrive meanwhile neither repeat nor hide others. The cursor is
the primary key of a row; its place in the order is looked up, so that no name or date ever stands in an address.

Empty values sort as the largest, as PostgreSQL indexes do: last when ascending, first when descending.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, Value
from django.db.models.expressions import OrderBy


@dataclass(frozen=True, slots=True)
class SortKey:
    """One field of an order. `field` is an ORM look-up path or an annotation."""

    field: str
    is_descending: bool = False
    is_nullable: bool = True

    def reversed(self) -> SortKey:
        return replace(self, is_descending=not self.is_descending)

    @property
    def order_by(self) -> OrderBy:
        return F(self.field).desc() if self.is_descending else F(self.field).asc()


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in reading order. `is_stale` says that the cursor was not found and this is the first page instead."""

    rows: tuple[Any, ...]
    has_before: bool
    has_after: bool
    is_stale: bool = False


class RowComparison(Func):
    """`(a, b) > (x, y)`: the comparison of whole rows that an index on (a, b) answers directly."""

    output_field = BooleanField()

    def __init__(self, *expressions: Any, operator: str = ">") -> None:
        super().__init__(*expressions, operator=operator)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        parts = [compiler.compile(expression) for expression in self.source_expressions]
        half = len(parts) // 2
        left, right = (", ".join(sql for sql, _ in side) for side in (parts[:half], parts[half:]))
        params = tuple(param for _, values in parts for param in values)
        return f"({left}) {self.extra['operator']} ({right})", params


def sort_keys(model: type[Model], fields: Sequence[str]) -> tuple[SortKey, ...]:
    """Keys for ORM fields ("-" in front = descending), made unique by the primary key at the end."""
    keys = [
        SortKey(field.lstrip("-"), field.startswith("-"), is_nullable(model, field.lstrip("-"))) for field in fields
    ]
    keys = [key for key in keys if key.field not in ("pk", "id")]
    keys.append(SortKey("pk", is_descending=bool(keys) and keys[-1].is_descending, is_nullable=False))
    return tuple(keys)


def is_nullable(model: type[Model], path: str) -> bool:
    """Whether the value at an ORM path can be NULL. Annotations and whatever is not a plain field can."""
    current: Any = model
    for part in path.split("__"):
        if current is None:
            return True
        try:
            field = current._meta.get_field(part)
        except FieldDoesNotExist:
            return True
        if field.null or not field.concrete:
            return True
        current = field.related_model
    return False


def fetch(
    queryset: QuerySet[Any],
    keys: Sequence[SortKey],
    *,
    size: int,
    after: int | None = None,
    before: int | None = None,
    is_last: bool = False,
    anchors: QuerySet[Any] | None = None,
) -> Page:
    """One page of `queryset`.

    Args:
        keys: from `sort_keys`.
        size: rows on a page.
        after, before: primary key of the row that the page follows or precedes; at most one of them.
        is_last: the last page instead.
        anchors: where the cursor row is looked up, when `queryset` is filtered further than what the actor may see.
    """
    if after is None and before is None:
        return _edge(queryset, keys, size, from_end=is_last)
    pk = after if after is not None else before
    values = _place(queryset if anchors is None else anchors, keys, pk)
    if values is None:
        return replace(_edge(queryset, keys, size, from_end=False), is_stale=True)
    if after is not None:
        rows = _take(queryset, keys, values, size + 1)
        return Page(tuple(rows[:size]), has_before=True, has_after=len(rows) > size)
    backwards = tuple(key.reversed() for key in keys)
    rows = _take(queryset, backwards, values, size + 1)
    if len(rows) < size:  # too near the beginning for a whole page: begin at the beginning
        return _edge(queryset, keys, size, from_end=False)
    return Page(tuple(reversed(rows[:size])), has_before=len(rows) > size, has_after=True)


def _edge(queryset: QuerySet[Any], keys: Sequence[SortKey], size: int, *, from_end: bool) -> Page:
    if from_end:
        keys = tuple(key.reversed() for key in keys)
    rows = list(queryset.order_by(*(key.order_by for key in keys))[: size + 1])
    if from_end:
        return Page(tuple(reversed(rows[:size])), has_before=len(rows) > size, has_after=False)
    return beginning(rows, size)


def beginning(rows: Sequence[Any], size: int) -> Page:
    """The first page, from its rows and one more if there is one."""
    return Page(tuple(rows[:size]), has_before=False, has_after=len(rows) > size)


def _place(queryset: QuerySet[Any], keys: Sequence[SortKey], pk: int | None) -> tuple[Any, ...] | None:
    fields = [key.field for key in keys]
    return queryset.filter(pk=pk).order_by().values_list(*fields).first()


def _take(queryset: QuerySet[Any], keys: Sequence[SortKey], values: Sequence[Any], limit: int) -> list[Any]:
    """Up to `limit` rows strictly after `values`, segment by segment so that each can use an index."""
    ordered = queryset.order_by(*(key.order_by for key in keys))
    rows: list[Any] = []
    for condition in segments(keys, values):
        rows += ordered.filter(*condition)[: limit - len(rows)]
        if len(rows) >= limit:
            break
    return rows


def segments(keys: Sequence[SortKey], values: Sequence[Any]) -> list[list[Any]]:
    """Conditions for the rows after `values`, as stretches that follow one another in the order."""
    if not keys:
        return []
    if _is_uniform(keys):
        return [[_row_comparison(keys, values)]]
    head, value = keys[0], values[0]
    same = Q(**{f"{head.field}__isnull": True}) if value is None else Q(**{head.field: value})
    within = [[same, *condition] for condition in segments(keys[1:], values[1:])]
    return within + [[condition] for condition in _beyond(head, value)]


def _is_uniform(keys: Sequence[SortKey]) -> bool:
    return all(not key.is_nullable and key.is_descending == keys[0].is_descending for key in keys)


def _row_comparison(keys: Sequence[SortKey], values: Sequence[Any]) -> RowComparison:
    fields = [F(key.field) for key in keys]
    return RowComparison(*fields, *(Value(value) for value in values), operator="<" if keys[0].is_descending else ">")


def _beyond(key: SortKey, value: Any) -> list[Q]:
    if key.is_descending:
        if value is None:
            return [Q(**{f"{key.field}__isnull": False})]
        return [Q(**{f"{key.field}__lt": value})]
    if value is None:
        return []
    beyond = [Q(**{f"{key.field}__gt": value})]
    if key.is_nullable:
        beyond.append(Q(**{f"{key.field}__isnull": True}))
    return beyond
