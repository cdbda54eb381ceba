"""Queries that every page asks: built by the ORM once, run as plain SQL ever after.

Putting a query together costs Django about as much time as PostgreSQL needs to answer it, and of PostgreSQL's time
most goes into planning. `@prepared` calls the function once with marked values, keeps the SQL, and from then on only
sends the real values, apart from the SQL, so that PostgreSQL keeps its plan as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import update_wrapper
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor

Value = int | str | date | datetime | tuple[Any, ...] | list[int]
Slot = tuple[str, int]  # name of an argument, and the place within it when it is a tuple
FIRST_NUMBER = 8_100_000_000_000_000


class Written(NamedTuple):
    """SQL of a whole query, and the values that stand in its places."""

    sql: str
    params: tuple[Any, ...]


class Prepared:
    """Call it with the function's keyword arguments; the answer is a list of tuples.

    The function takes keyword arguments only (int, str, date, aware datetime, a tuple of these, or a list of ids) and
    returns a `values_list` queryset whose shape depends on nothing but the lengths of the tuples. A list may be of any
    length: it is one value, compared by `scopes.one_of`. JSON columns come as text;
    whole numbers are compared with columns of eight bytes only (ids), since the marks are too large for smaller ones.
    """

    def __init__(self, build: Callable[..., Any]) -> None:
        self.build = build
        self.plans: dict[tuple[Any, ...], tuple[str, list[Any]] | None] = {}
        update_wrapper(self, build)

    def __call__(self, **values: Value) -> list[Any]:
        found = self.written(**values)
        if found is None:
            return []
        with server_side_cursor() as cursor:
            cursor.execute(found.sql, found.params)
            return list(cursor.fetchall())

    def written(self, **values: Value) -> Written | None:
        """The statement for these values; None when no row can meet it. `scopes.one_of` puts it into another query."""
        shape = tuple((name, len(value) if type(value) is tuple else -1) for name, value in values.items())
        if shape not in self.plans:
            self.plans[shape] = self._plan(values)
        plan = self.plans[shape]
        if plan is None:
            return None
        sql, slots = plan
        return Written(sql, tuple(slot(values) if callable(slot) else slot for slot in slots))

    def _plan(self, values: dict[str, Value]) -> tuple[str, list[Any]] | None:
        marks: dict[Any, Slot] = {}
        marked = {name: _mark(name, value, marks) for name, value in values.items()}
        try:
            sql, params = self.build(**marked).query.sql_with_params()
        except EmptyResultSet:
            return None
        return sql, [_slot(param, marks) for param in params]


def server_side_cursor() -> Any:
    """A cursor of Django's connection whose statements PostgreSQL prepares when they come again.

    Django's own cursors write the values into the SQL, which can then never be the same twice.
    """
    connection.close_if_health_check_failed()  # looks once a request whether the server is still there
    connection.ensure_connection()
    cursor: Any = _PreparingCursor(connection.connection)  # type: ignore[call-arg]
    return connection._prepare_cursor(cursor)  # type: ignore[attr-defined]


class _PreparingCursor(ServerBindingCursor):
    """Remembers what it was asked, which psycopg forgets once a statement is prepared; Django's log reads it there."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        done = super().execute(query, params, **options)  # type: ignore[misc]
        self._query: Any = SimpleNamespace(query=f"{query} -- {params}".encode())
        return done


class ListMark(list[int]):
    """Stands for a list of ids while a query is put together; each is itself only."""

    __hash__ = object.__hash__  # type: ignore[assignment]
    __eq__ = object.__eq__


def prepared(build: Callable[..., Any]) -> Prepared:
    """Make a function that builds a `values_list` queryset one that runs it. See `Prepared`."""
    return Prepared(build)


def _mark(name: str, value: Value, marks: dict[Any, Slot]) -> Any:
    """A value of the same type that nothing else in a query equals."""
    if isinstance(value, tuple):
        return tuple(_marked(item, (name, index), marks) for index, item in enumerate(value))
    return _marked(value, (name, -1), marks)


def _marked(value: Any, slot: Slot, marks: dict[Any, Slot]) -> Any:
    number = len(marks) + 1
    mark: Any
    if isinstance(value, list):
        mark = ListMark()
    elif isinstance(value, datetime):
        mark = datetime(1, 1, number, 1, 2, 3, tzinfo=UTC)
    elif isinstance(value, date):
        mark = date(1, 1, number)
    elif isinstance(value, str):
        mark = f"prepared-{number}-value"
    elif type(value) is int:
        mark = FIRST_NUMBER + number
    else:
        raise TypeError(f"{slot[0]}: {type(value).__name__} cannot be prepared")
    marks[mark] = slot
    return mark


def _slot(param: Any, marks: dict[Any, Slot]) -> Any:
    """What stands in one place of the SQL: a constant, or a function that takes the value given."""
    if isinstance(param, ListMark):
        return _reader(*marks[param])
    if isinstance(param, int | date) and not isinstance(param, bool) and param in marks:
        return _reader(*marks[param]) if type(param) in (int, date, datetime) else _wrapped(type(param), *marks[param])
    if isinstance(param, str):
        for mark, slot in _texts(marks):
            if param == mark:
                return _reader(*slot)
            if mark in param:
                return _pattern(param.replace(mark, "\x00"), _reader(*slot))
    return param


def _texts(marks: dict[Any, Slot]) -> Iterator[tuple[str, Slot]]:
    return ((mark, slot) for mark, slot in marks.items() if isinstance(mark, str))


def _reader(name: str, index: int) -> Callable[[dict[str, Any]], Any]:
    if index < 0:
        return lambda values: values[name]
    return lambda values: values[name][index]


def _wrapped(kind: Callable[[Any], Any], name: str, index: int) -> Callable[[dict[str, Any]], Any]:
    """Django wraps numbers in the type of their column, e.g. psycopg's Int8."""
    read = _reader(name, index)
    return lambda values: kind(read(values))


def _pattern(template: str, read: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], str]:
    """A LIKE pattern around a value, with what LIKE takes for wildcards defused as Django does."""

    def write(values: dict[str, Any]) -> str:
        text = read(values).replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        return template.replace("\x00", text)

    return write
