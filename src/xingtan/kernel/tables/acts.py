"""What may be done to many rows at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from django import forms
from django.db.models import QuerySet

from xingtan.kernel.scopes import Actor

Text = Any  # str or a lazy translation


@dataclass(frozen=True, kw_only=True)
class BulkResult:
    """What a bulk act did: how many rows changed, and what its undo handler needs (plain JSON)."""

    count: int
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BulkAct:
    """A verb for many rows.

    Args:
        code: "app.verb", unique in the product.
        label: the button, a verb of two to four characters.
        permission: what the actor must hold on every chosen row.
        run: `run(actor, queryset, form) -> BulkResult`, called in one transaction; `form` is None or valid.
        form: asked before running. Without one, `confirm` is the sentence to agree to; without both it runs at once.
        undo: code of the `registry.UndoHandler` that takes it back; "" when nothing can.
    """

    code: str
    label: Text
    _: KW_ONLY
    permission: str
    run: Callable[[Actor, QuerySet[Any], Any], BulkResult]
    form: Callable[..., forms.Form] | None = None
    confirm: Text = ""
    undo: str = ""
    is_dangerous: bool = False
    max_rows: int = 5_000

    @property
    def asks_first(self) -> bool:
        return self.form is not None or bool(self.confirm)
