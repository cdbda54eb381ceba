"""Which column of the format each head stands for: exactly, nearly, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from xingtan.apps.exchange.data.specification import FILES, MANIFEST, FileSpec

MOST_EDITS = 2
Note = tuple[str, str, dict[str, str]]  # code, column as written, values of its sentence


@dataclass(frozen=True, kw_only=True)
class Head:
    """`columns[i]` is the column of the format that the cells at place i belong to, "" for none."""

    read_as: str
    columns: tuple[str, ...]
    notes: tuple[Note, ...] = ()
    errors: tuple[Note, ...] = ()
    places: dict[str, int] = field(default_factory=dict)


def read_head(file: str, header: Sequence[str]) -> Head:
    """Match a head with the columns of `file`; with those of another file when only they fit."""
    if file == MANIFEST:
        return _manifest_head(header)
    chosen = _fitting(file, header)
    head = _match(FILES[chosen], header)
    if chosen == file:
        return head
    note: Note = ("columns_of_another_file", "", {"file": chosen})
    return Head(read_as=chosen, columns=head.columns, notes=(note, *head.notes), errors=head.errors, places=head.places)


def _manifest_head(header: Sequence[str]) -> Head:
    columns = tuple(header[:2]) + ("",) * max(len(header) - 2, 0)
    folded = [name.strip().lower() for name in header[:2]]
    errors: tuple[Note, ...] = () if folded == ["propertyname", "value"] else (("manifest_head", "", {}),)
    return Head(read_as=MANIFEST, columns=columns, errors=errors)


def _fitting(file: str, header: Sequence[str]) -> str:
    """The file whose required columns are all there: `file` itself, or another that knows more of the heads."""
    own = _match(FILES[file], header)
    if not own.errors:
        return file
    matched = {spec.name: _match(spec, header) for spec in FILES.values()}
    rivals = [head for head in matched.values() if not head.errors and len(head.places) > len(own.places)]
    return max(rivals, key=lambda head: len(head.places)).read_as if rivals else file


def _match(spec: FileSpec, header: Sequence[str]) -> Head:
    columns = [""] * len(header)
    notes: list[Note] = []
    errors: list[Note] = []
    free = {column.name for column in spec.columns}
    for at, written in enumerate(header):
        if written in free:
            columns[at] = written
            free.discard(written)
        elif written.startswith("metadata."):
            columns[at] = written[:80]
    for at, written in enumerate(header):
        if columns[at]:
            continue
        name, code = _near(written, free, columns)
        if code == "column_twice":
            errors.append((code, written[:80], {"known": name}))
        elif name:
            columns[at] = name
            free.discard(name)
            notes.append((code, written[:80], {"known": name}))
        elif written.strip():
            notes.append(("column_unknown", written[:80], {}))
    if header and not header[-1].strip():
        empty = len(header) - len("x".join(cell.strip() for cell in header).rstrip("x").split("x"))
        notes.append(("trailing_columns", "", {"count": str(max(empty, 1))}))
    errors += [("column_missing", name, {}) for name in spec.required if name not in columns]
    places = {name: at for at, name in enumerate(columns) if name}
    return Head(read_as=spec.name, columns=tuple(columns), notes=tuple(notes), errors=tuple(errors), places=places)


def _near(written: str, free: set[str], taken: Sequence[str]) -> tuple[str, str]:
    """The free column that a head means although it is spelled otherwise, and how it was recognised."""
    folded = _folded(written)
    if not folded:
        return "", ""
    same = next((name for name in sorted(free) if name.lower() == folded), "")
    if same:
        return same, "column_case"
    if any(name and name.lower() == folded for name in taken):
        return next(name for name in taken if name.lower() == folded), "column_twice"
    near = [name for name in sorted(free) if _distance(folded, name.lower()) <= MOST_EDITS and len(folded) > 5]
    return (near[0], "column_misspelled") if len(near) == 1 else ("", "")


def _folded(written: str) -> str:
    return re.sub(r"[\s_\-\u200b\ufeff]", "", written).lower()


def _distance(first: str, second: str) -> int:
    """Edits between two words, counted no further than needed."""
    if abs(len(first) - len(second)) > MOST_EDITS:
        return MOST_EDITS + 1
    before = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        current = [row]
        for at, other in enumerate(second, 1):
            current.append(min(before[at] + 1, current[-1] + 1, before[at - 1] + (letter != other)))
        before = current
    return before[-1]
