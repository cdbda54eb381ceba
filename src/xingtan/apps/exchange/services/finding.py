"""Writing findings down as they are met, a thousand notes of a sort at most; the rest is counted."""

from __future__ import annotations

from collections import Counter
from typing import Any

from xingtan.apps.exchange.data import MOST_ERRORS_OF_A_SORT, MOST_FINDINGS_OF_A_SORT, Level
from xingtan.apps.exchange.models import Finding

BATCH = 1000


class Findings:
    """Collects the findings of one file and writes them in batches."""

    def __init__(self, set_id: int, file: str) -> None:
        self.set_id, self.file = set_id, file
        self.waiting: list[Finding] = []
        self.met: Counter[tuple[str, str, str]] = Counter()

    def add(
        self,
        code: str,
        *,
        line: int | None = None,
        column: str = "",
        is_error: bool = False,
        at_once: bool = True,
        **values: Any,
    ) -> None:
        """Keep one finding. With `at_once=False` nothing is written now: the connection is busy with rows."""
        level = Level.ERROR if is_error else Level.NOTE
        sort = (level, code, column)
        self.met[sort] += 1
        if self.met[sort] > self._most(level):
            return
        self._append(level, code, line, column, values)
        if at_once and len(self.waiting) >= BATCH:
            self.flush()

    def close(self) -> None:
        """Say how many more there were of each sort, and write what is left."""
        for (level, _code, column), count in self.met.items():
            if count > self._most(level):
                self._append(level, "more_alike", None, column, {"count": count - self._most(level)})
        self.flush()

    @staticmethod
    def _most(level: str) -> int:
        return MOST_ERRORS_OF_A_SORT if level == Level.ERROR else MOST_FINDINGS_OF_A_SORT

    def flush(self) -> None:
        Finding.objects.bulk_create(self.waiting)
        self.waiting = []

    def _append(self, level: str, code: str, line: int | None, column: str, values: dict[str, Any]) -> None:
        self.waiting.append(
            Finding(
                received_set_id=self.set_id,
                level=level,
                code=code,
                file=self.file,
                line=line,
                column=column[:80],
                values=values,
            )
        )
