"""What somebody must do, gathered from every source that concerns them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _g

from xingtan.apps.workbench.data import Todo
from xingtan.kernel.registry import REGISTRY, is_offered_to
from xingtan.kernel.scopes import Actor

FAR = date.max


@dataclass(frozen=True, kw_only=True)
class TodoGroup:
    """Things to do that belong together on the page."""

    label: Any
    todos: list[Todo]
    is_late: bool = False


def todos_of(actor: Actor, now: datetime) -> list[Todo]:
    """Everything the actor must do, the most pressing first; without a deadline last, in order of sources."""
    if not actor.is_signed_in:
        return []
    found = [
        Todo(item=item, source=source.code, source_label=source.label)
        for source in REGISTRY.all("todos")
        if is_offered_to(source, actor)
        for item in source.load(actor, now)
    ]
    return sorted(found, key=lambda todo: todo.item.due_on or FAR)


def counts_of(todos: Iterable[Todo]) -> dict[str, int]:
    """How many there are of each source."""
    counts: dict[str, int] = {}
    for todo in todos:
        counts[todo.source] = counts.get(todo.source, 0) + 1
    return counts


def late_count(todos: Iterable[Todo], on: date) -> int:
    return sum(todo.is_late(on) for todo in todos)


def by_source(todos: Iterable[Todo]) -> list[TodoGroup]:
    """Grouped by where they come from, the group with the nearest deadline first."""
    groups: dict[str, list[Todo]] = {}
    for todo in todos:
        groups.setdefault(todo.source, []).append(todo)
    return [TodoGroup(label=group[0].source_label, todos=group) for group in groups.values()]


def by_deadline(todos: Iterable[Todo], on: date) -> list[TodoGroup]:
    """Grouped as people plan: late, today, the next seven days, later, without a day."""
    labels = (_g("已经超期"), _g("今天"), _g("七天以内"), _g("以后"), _g("没有期限"))
    parts: list[list[Todo]] = [[] for _label in labels]
    for todo in todos:
        parts[_rank(todo.item.due_on, on)].append(todo)
    return [
        TodoGroup(label=label, todos=part, is_late=rank == 0)
        for rank, (label, part) in enumerate(zip(labels, parts, strict=True))
        if part
    ]


def _rank(due_on: date | None, on: date) -> int:
    if due_on is None:
        return 4
    days = (due_on - on).days
    return 0 if days < 0 else 1 if days == 0 else 2 if days <= 7 else 3
