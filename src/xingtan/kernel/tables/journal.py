"""The list's lines in the audit journal: who exported, printed, changed or took back how many rows."""

from __future__ import annotations

from typing import Any

from xingtan.kernel.scopes import Actor


def record(actor: Actor, verb: str, /, *, table: str, rows: int, object_id: int | None = None, **detail: Any) -> None:
    """Write one line about a list and how many rows it concerned."""
    from xingtan.kernel.audit import api as audit

    audit.record(actor, verb, "table", object_id, "", detail={"table": table, **detail}, rows=rows)
