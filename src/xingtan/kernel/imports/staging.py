"""Rows of an import written and rewritten by COPY."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from xingtan.kernel import sealing
from xingtan.kernel.imports.data import Verdict
from xingtan.kernel.imports.models import ImportRow, ImportRun
from xingtan.kernel.imports.reading import RawRow
from xingtan.kernel.imports.register import Line, Register

COLUMNS = (
    "run_id", "line", "cells_sealed", "verdict", "outcome", "title", "key", "held_id", "problems", "remarks",
    "changes", "is_mended", "is_left_out",
)  # fmt: skip
RESULTS = ("id", "verdict", "title", "key", "held_id", "problems", "remarks", "changes", "print")
OUTCOMES = ("id", "outcome", "held_id", "problems", "undo_sealed")
OUTCOME_TYPES = ("int8", "varchar", "int8", "jsonb", "bytea")
TYPES = ["int8", "varchar", "varchar", "varchar", "int8", "jsonb", "jsonb", "jsonb", "bytea"]


def sealed(cells: Sequence[str], marks: dict[int, str], edits: dict[str, str]) -> bytes:
    """What a line holds, as it is kept."""
    content = {"c": cells, "m": {str(column): mark for column, mark in marks.items()}, "e": edits}
    return sealing.seal(json.dumps(content, ensure_ascii=False, separators=(",", ":")))


def stage(run: ImportRun, rows: Iterable[RawRow]) -> int:
    """Write lines of a file; returns how many. In the caller's transaction."""
    count = 0
    with connection.cursor() as cursor, _copy(cursor, ImportRow._meta.db_table, COLUMNS) as copy:
        for row in rows:
            content = sealed(row.cells, row.marks, {})
            copy.write_row((run.pk, row.line, content, Verdict.WAITING, "", "", "", None, "[]", "[]", "[]", "f", "f"))
            count += 1
    return count


def stage_missing(run: ImportRun, found: Iterable[tuple[int, str]]) -> int:
    """Write what the register holds and the file does not mention."""
    rows = list(found)  # asked for before the copy begins: one connection cannot do both
    with connection.cursor() as cursor, _copy(cursor, ImportRow._meta.db_table, COLUMNS) as copy:
        for held_id, title in rows:
            copy.write_row(
                (run.pk, 0, None, Verdict.MISSING, "", title[:80], f"h{held_id}", held_id, "[]", "[]", "[]", "f", "f")
            )
    return len(rows)


def _copy(cursor: Any, table: str, columns: Sequence[str]) -> Any:
    names = ", ".join(f'"{name}"' for name in columns)
    return cursor.copy(f'COPY "{table}" ({names}) FROM STDIN')


def keep_results(register: Register, results: Sequence[tuple[int, Line]]) -> None:
    """Write what came of comparing: (primary key of the row, line). In the caller's transaction."""
    _rewrite("import_results", RESULTS, TYPES, ((pk, *_kept(register, line)) for pk, line in results))


def keep_outcomes(rows: Sequence[ImportRow]) -> None:
    """Write what became of lines. In the caller's transaction."""
    values = (
        (row.pk, row.outcome, row.held_id, json.dumps(row.problems, ensure_ascii=False), row.undo_sealed)
        for row in rows
    )
    _rewrite("import_outcomes", OUTCOMES, OUTCOME_TYPES, values)


def _rewrite(name: str, columns: Sequence[str], types: Sequence[str], values: Iterable[tuple[Any, ...]]) -> None:
    """Give rows new values, by way of a temporary table: (primary key, values in the order of `columns`)."""
    definition = ", ".join(f'"{column}" {kind}' for column, kind in zip(columns, types, strict=True))
    assignments = ", ".join(f'"{column}" = f."{column}"' for column in columns[1:])
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({definition}) ON COMMIT DELETE ROWS")
        with _copy(cursor, name, columns) as copy:
            for row in values:
                copy.write_row(row)
        cursor.execute(f'UPDATE "{ImportRow._meta.db_table}" r SET {assignments} FROM {name} f WHERE r.id = f.id')
        cursor.execute(f"DELETE FROM {name}")


def _kept(register: Register, line: Line) -> tuple[Any, ...]:
    return (
        line.verdict,
        line.title[:80],
        line.key,
        line.held_id,
        json.dumps(line.problems, ensure_ascii=False),
        json.dumps(line.remarks, ensure_ascii=False),
        json.dumps(words_of(register, line), ensure_ascii=False),
        fingerprint(line),
    )


def words_of(register: Register, line: Line) -> list[list[str]]:
    """Each change as people may see it: field code, words before, words after."""
    found = []
    for code, (before, after) in line.changes.items():
        field = register.field(code)
        if field is not None:
            found.append([code, field.words(before), field.words(after)])
    return found


def fingerprint(line: Line) -> bytes:
    """What the preview promised of a line: what would be written over what. A later difference is not written."""
    promised = json.dumps([line.verdict, line.held_id, sorted(line.changes.items())], ensure_ascii=False)
    return hashlib.blake2b(promised.encode(), digest_size=16, key=_key()).digest()


def _key() -> bytes:
    return sealing.blind_index("imports.fingerprint")
