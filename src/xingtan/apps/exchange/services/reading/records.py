"""Whole rows: their meaning, their sealed form, their fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from xingtan.apps.exchange.data.specification import FILES, MANIFEST, ColumnSpec
from xingtan.apps.exchange.models.sealed import SEALED, seal_cell, unseal_cell, unseal_cells
from xingtan.apps.exchange.services.reading.cells import RESIDENT_ID, read_cell
from xingtan.people.persons import sealing

__all__ = (
    "Record",
    "RowFinding",
    "column_of",
    "fingerprint",
    "full_name",
    "is_sensitive",
    "name_of",
    "read_record",
    "seal_cells",
    "unseal_cell",
    "unseal_cells",
)
FILES_OF_PEOPLE = ("users", "demographics", "userProfiles", "roles")
TITLES = {"orgs": "name", "academicSessions": "title", "classes": "title", "courses": "title"}


@dataclass(frozen=True, kw_only=True)
class RowFinding:
    code: str
    column: str
    values: dict[str, str]
    is_error: bool


@dataclass(kw_only=True)
class Record:
    """What a row means. `values`: column of the format -> meaning, empty cells left out."""

    sourced_id: str = ""
    values: dict[str, str] = field(default_factory=dict)
    findings: list[RowFinding] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return any(finding.is_error for finding in self.findings)

    @property
    def is_gone(self) -> bool:
        return self.values.get("status") == "tobedeleted"


@cache
def _fingerprint_key() -> bytes:
    return sealing.blind_index("exchange fingerprint of a record")


def column_of(read_as: str, name: str) -> ColumnSpec | None:
    known = FILES.get(read_as)
    return known.by_name.get(name) if known is not None else None


def read_record(read_as: str, columns: Sequence[str], cells: Sequence[str], date_order: str) -> Record:
    """What a row with these cells (in clear) means, with everything that is wrong or was interpreted."""
    record = Record()
    if read_as == MANIFEST:
        record.sourced_id = cells[0].strip() if cells else ""
        record.values = {"value": cells[1].strip() if len(cells) > 1 else ""}
        return record
    for at, name in enumerate(columns):
        if not name:
            continue
        column = column_of(read_as, name)
        written = cells[at] if at < len(cells) else ""
        reading = read_cell(column, written, date_order)
        if code := reading.error or reading.note:
            shown = "" if is_sensitive(read_as, name, written) else written[:120].replace("\x00", "\ufffd")
            values = {"written": shown, "value": reading.value if shown else ""}
            record.findings.append(RowFinding(code=code, column=name, values=values, is_error=bool(reading.error)))
        if reading.value:
            record.values[name] = reading.value
    beyond = [cell for cell in cells[len(columns) :] if cell.strip()]
    if beyond:
        values = {"count": str(len(beyond))}
        record.findings.append(RowFinding(code="too_many_cells", column="", values=values, is_error=True))
    record.sourced_id = record.values.get("sourcedId", "")
    return record


def name_of(read_as: str, values: Mapping[str, str]) -> str:
    """What people would call the record: a name, a title, or who with whom."""
    if read_as == "users":
        return full_name(values)[:120]
    if title := values.get(TITLES.get(read_as, "title")):
        return title[:120]
    parts = [values.get("userSourcedId", ""), values.get("role", ""), values.get("classSourcedId", "")]
    return " ".join(part for part in parts if part)[:120] or values.get("value", "")[:120]


def full_name(values: Mapping[str, str]) -> str:
    """The name as it is written here: 姓 and 名 joined, Western names with a space, given name first."""
    if whole := values.get("metadata.xingtan.name"):
        return whole
    family, given, middle = (values.get(key, "") for key in ("familyName", "givenName", "middleName"))
    if all(ord(letter) > 0x2E7F or letter == "·" for letter in family + given):
        return family + given
    return " ".join(part for part in (given, middle, family) if part)


def is_sensitive(read_as: str, name: str, written: str) -> bool:
    """Whether a cell is sealed: passwords and phones always, numbers of identity documents wherever they stand."""
    column = column_of(read_as, name)
    if column is not None and column.is_sealed:
        return True
    if name == "sourcedId" or (column is not None and column.refers_to):
        return False
    return read_as in FILES_OF_PEOPLE and bool(RESIDENT_ID.search(written))


def seal_cells(read_as: str, columns: Sequence[str], cells: Sequence[str]) -> list[str]:
    """The cells as they are kept. PostgreSQL holds no NUL; a row with one is refused, but shown."""
    kept = []
    for at, written in enumerate(cells):
        cell = written.replace("\x00", "\ufffd")
        name = columns[at] if at < len(columns) else ""
        if cell.strip() and (is_sensitive(read_as, name, cell) or cell.startswith(SEALED)):
            cell = seal_cell(cell)
        kept.append(cell)
    return kept


def fingerprint(columns: Sequence[str], header: Sequence[str], cells: Sequence[str]) -> bytes:
    """16 bytes that are equal when a record says the same in the same words, whatever the order of its columns.

    Keyed, so that sealed cells cannot be guessed from it.
    """
    pairs = []
    for at, cell in enumerate(cells):
        if cell == "":
            continue
        name = (columns[at] if at < len(columns) else "") or (header[at] if at < len(header) else "") or f"#{at}"
        pairs.append(f"{name}\x1f{cell}")
    text = "\x1e".join(sorted(pairs))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=_fingerprint_key()).digest()
