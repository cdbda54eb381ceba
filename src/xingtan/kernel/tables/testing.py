"""Factories of this room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from xingtan.kernel.tables.models import BulkRun


def make_bulk_run(*, account_id: int, run_at: datetime, **columns: Any) -> BulkRun:
    """One bulk act of an account."""
    values = {"table_code": "sample", "act_code": "sample.act", "act_label": "改名", "row_count": 1}
    return BulkRun.objects.create(account_id=account_id, run_at=run_at, **{**values, **columns})
