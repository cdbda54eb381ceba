"""What a list shows: conditions, order, columns, place. All of it stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

# Names in an address or a form that mean something to every list.
IN_ADDRESS = ("q", "view", "sort", "cols", "after", "before", "last", "no", "format", "control", "done")
IN_FORM = ("act", "id", "selection", "answered", "next")
RESERVED = frozenset((*IN_ADDRESS, *IN_FORM))


@dataclass(frozen=True, kw_only=True, slots=True)
class TableState:
    """What the address asks for, understood. `complaints` are sentences about what was not."""

    q: str = ""
    view: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    sort: str = ""
    columns: tuple[str, ...] = ()
    after: int | None = None
    before: int | None = None
    is_last: bool = False
    first_number: int = 1
    complaints: tuple[str, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Whether conditions beyond the view hide rows."""
        return bool(self.q or self.values)

    def start(self, **changes: Any) -> TableState:
        """The same list from its first row, with changes."""
        return replace(self, **{"after": None, "before": None, "is_last": False, "first_number": 1, **changes})
