"""Rows on their way into the database: collected as plain tuples, written with COPY, numbered by the generator."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import Max
from psycopg import sql


class Table:
    """The rows of one model. Columns not named get the model's own default."""

    def __init__(self, model: type[models.Model], created_at: Any) -> None:
        self.model = model
        self.fields = list(model._meta.concrete_fields)
        self.defaults = {field.attname: self._default(field, created_at) for field in self.fields}
        self.rows: list[dict[str, Any]] = []
        self.last_id: int = model._default_manager.aggregate(last=Max(model._meta.pk.attname))["last"] or 0

    @staticmethod
    def _default(field: models.Field, created_at: Any) -> Any:
        if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
            return created_at
        if field.has_db_default():
            return created_at if isinstance(field, models.DateTimeField) else field.db_default
        if isinstance(field, models.JSONField):
            return json.dumps(field.get_default())
        return field.get_default()

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def add(self, **columns: Any) -> int:
        """Keep one row and give out its id."""
        columns["id"] = self.next_id()
        self.rows.append(columns)
        return self.last_id

    def write(self) -> int:
        """COPY what was collected, forget it, and say how many rows it was."""
        rows, self.rows = self.rows, []
        return self.write_all(rows)

    def write_all(self, rows: Iterable[dict[str, Any]]) -> int:
        """COPY rows as they come; those without an id are numbered. Returns how many there were."""
        names = [field.attname for field in self.fields]
        jsons = {field.attname for field in self.fields if isinstance(field, models.JSONField)}
        wrong: set[str] = set()
        count = 0

        def values() -> Iterator[Sequence[Any]]:
            nonlocal count
            known = set(names)
            for row in rows:
                if "id" not in row and "id" in known:
                    row["id"] = self.next_id()
                if count == 0:
                    wrong.update(set(row) - known)
                count += 1
                for name in jsons & row.keys():
                    row[name] = json.dumps(row[name])
                yield [row[name] if name in row else self.defaults[name] for name in names]

        copy_rows(self.model._meta.db_table, [str(field.column) for field in self.fields], values())
        if wrong:
            raise LookupError(f"{self.model._meta.label} has no column {', '.join(sorted(wrong))}")
        return count

    def set_sequence(self) -> None:
        """Let the database go on numbering where the generator stopped."""
        if self.last_id and isinstance(self.model._meta.pk, models.AutoField):
            with connection.cursor() as cursor:
                table = self.model._meta.db_table
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [f'"{table}"', self.last_id])


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows into a table through Django's own connection and transaction."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
