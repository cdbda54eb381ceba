"""Queries that every page asks: built by the ORM once, run as plain SQL ever after.

Putting a query together costs Django about as much time as PostgreSQL needs to answer it, and of PostgreSQL's time
most goes into planning. `@prepared` calls the function once with marked values, keeps the SQL, and from then on only
sends the real values, apart from the SQL, so that PostgreSQL keeps its plan as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from datetime import UTC, date, datetime
from functools import update_wrapper
from types import SimpleNamespace
from typing import Any, NamedTuple, Protocol, runtime_checkable

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import QuerySet
from django.db.models import Value as Constant
from django.db.models.query import ModelIterable

FIRST_NUMBER = 8_100_000_000_000_000
MOST_PLANS = 500  # of one function, for as many sorts of actors; then it begins anew

Reader = Callable[[dict[str, Any]], Any]  # takes the arguments of a call, gives what stands in one place of the SQL


@runtime_checkable
class Shaped(Protocol):
    """An argument of several parts, e.g. an `Actor`."""

    @property
    def shape(self) -> tuple[Any, ...]:
        """All that decides how a query is put together, and what of its values never changes in it."""

    def marked(self, mark: Callable[[Any, Callable[[Any], Any]], Any]) -> Any:
        """The same with each other value replaced by `mark(value, how to read it from the real argument)`."""


Value = int | str | date | datetime | tuple[Any, ...] | list[int] | list[str] | Shaped


class Written(NamedTuple):
    """SQL of a whole query, and the values that stand in its places."""

    sql: str
    params: tuple[Any, ...]


class Prepared:
    """Call it with the function's keyword arguments; the answer is a list of tuples.

    The function takes keyword arguments only (int, str, date, aware datetime, a tuple of these, a list of ids or paths,
    or an `Actor`) and returns a `values_list` queryset. Its shape depends on nothing but the lengths of the tuples and
    the sort of actor: how many paths for which permissions, which roles, which day. A list may be of any length: it is
    one value, compared by `scopes.one_of`. JSON columns come as text; whole numbers are compared with columns of eight
    bytes only (ids), since the marks are too large for smaller ones.

    While a query is put together nothing is asked: the answer would be about a mark, and stay for everybody.
    """

    def __init__(self, build: Callable[..., Any]) -> None:
        self.build = build
        self.plans: dict[tuple[Any, ...], _Plan | None] = {}
        update_wrapper(self, build)

    def __call__(self, **values: Value) -> list[Any]:
        found = self.written(**values)
        return [] if found is None else _answer(found)

    def instances(self, **values: Value) -> list[Any]:
        """The answer of a function that returns a queryset of whole rows: model instances, as the ORM makes them."""
        plan = self._plan_for(values)
        return [] if plan is None else plan.instances(_answer(plan.written(values)))

    def written(self, **values: Value) -> Written | None:
        """The statement for these values; None when no row can meet it. `scopes.one_of` puts it into another query."""
        plan = self._plan_for(values)
        return None if plan is None else plan.written(values)

    def _plan_for(self, values: dict[str, Value]) -> _Plan | None:
        shape = tuple(_shape(name, value) for name, value in values.items())
        if shape not in self.plans:
            if len(self.plans) >= MOST_PLANS:
                self.plans.clear()
            self.plans[shape] = self._plan(values)
        return self.plans[shape]

    def _plan(self, values: dict[str, Value]) -> _Plan | None:
        marks: dict[Any, Reader] = {}
        marked = {name: _mark(name, value, marks) for name, value in values.items()}
        with connection.execute_wrapper(_refuse):
            rows = self.build(**marked)
            compiler = rows.query.get_compiler(rows.db)
            try:
                sql, params = compiler.as_sql()
            except EmptyResultSet:
                return None
        return _Plan(sql, [_slot(param, marks) for param in params], compiler)


class _Plan:
    """SQL with places for values, and how Django reads its rows."""

    def __init__(self, sql: str, slots: list[Any], compiler: Any) -> None:
        self.sql, self.slots, self.compiler = sql, slots, compiler

    def written(self, values: dict[str, Any]) -> Written:
        return Written(self.sql, tuple(slot(values) if callable(slot) else slot for slot in self.slots))

    def instances(self, found: list[Any]) -> list[Any]:
        """Rows as instances, with their relations and annotations, made by Django from an answer it did not ask for."""
        compiler = copy(self.compiler)
        compiler.execute_sql = lambda **_options: [found]
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        rows: Any = SimpleNamespace(db=connection.alias, query=query, _known_related_objects={})
        return list(ModelIterable(rows))


def _answer(asked: Written) -> list[Any]:
    with server_side_cursor() as cursor:
        cursor.execute(asked.sql, asked.params)
        return list(cursor.fetchall())


def _refuse(execute: Any, sql: str, *rest: Any) -> Any:
    raise TypeError(f"A prepared query asks the database while it is put together: {sql[:80]}")


def totals(rows: QuerySet[Any], **aggregates: Any) -> QuerySet[Any]:
    """`rows.aggregate(**aggregates)` as a queryset of one row, which can be prepared. Empty when no row can be met."""
    whole: QuerySet[Any] = rows.order_by().values(whole=Constant(1)).annotate(**aggregates)
    return whole.values_list(*aggregates)


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


class ListMark(list[Any]):
    """Stands for a list of ids or paths while a query is put together; each is itself only."""

    __hash__ = object.__hash__  # type: ignore[assignment]
    __eq__ = object.__eq__


def prepared(build: Callable[..., Any]) -> Prepared:
    """Make a function that builds a `values_list` queryset one that runs it. See `Prepared`."""
    return Prepared(build)


def _shape(name: str, value: Value) -> tuple[Any, ...]:
    if type(value) is tuple:
        return name, len(value)
    return name, getattr(value, "shape", -1)


def _mark(name: str, value: Value, marks: dict[Any, Reader]) -> Any:
    """A value of the same type that nothing else in a query equals."""
    if isinstance(value, tuple):
        return tuple(_marked(item, marks, _item(name, index)) for index, item in enumerate(value))
    if isinstance(value, Shaped):
        return value.marked(lambda item, read: _marked(item, marks, lambda values: read(values[name])))
    return _marked(value, marks, lambda values: values[name])


def _item(name: str, index: int) -> Reader:
    return lambda values: values[name][index]


def _marked(value: Any, marks: dict[Any, Reader], read: Reader) -> Any:
    number = len(marks) + 1
    mark: Any
    if isinstance(value, list):
        mark = ListMark()
    elif isinstance(value, datetime):
        mark = datetime.fromordinal(number).replace(hour=1, minute=2, second=3, tzinfo=UTC)
    elif isinstance(value, date):
        mark = date.fromordinal(number)
    elif isinstance(value, str):
        mark = f"prepared-{number}-value"
    elif type(value) is int:
        mark = FIRST_NUMBER + number
    else:
        raise TypeError(f"{type(value).__name__} cannot be prepared")
    marks[mark] = read
    return mark


def _slot(param: Any, marks: dict[Any, Reader]) -> Any:
    """What stands in one place of the SQL: a constant, or a function that takes the arguments given."""
    if isinstance(param, ListMark):
        return marks[param]
    if isinstance(param, int | date) and not isinstance(param, bool) and param in marks:
        return marks[param] if type(param) in (int, date, datetime) else _wrapped(type(param), marks[param])
    if isinstance(param, str):
        for mark, read in _texts(marks):
            if param == mark:
                return read
            if mark in param:
                return _pattern(param.replace(mark, "\x00"), read)
    return param


def _texts(marks: dict[Any, Reader]) -> Iterator[tuple[str, Reader]]:
    return ((mark, read) for mark, read in marks.items() if isinstance(mark, str))


def _wrapped(kind: Callable[[Any], Any], read: Reader) -> Reader:
    """Django wraps numbers in the type of their column, e.g. psycopg's Int8."""
    return lambda values: kind(read(values))


def _pattern(template: str, read: Reader) -> Reader:
    """A LIKE pattern around a value, with what LIKE takes for wildcards defused as Django does."""

    def write(values: dict[str, Any]) -> str:
        text = read(values).replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        return template.replace("\x00", text)

    return write
