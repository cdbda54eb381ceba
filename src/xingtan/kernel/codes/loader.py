"""Code tables from their files: tab-separated, one a table, with the standard and its version in the head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from django.utils.functional import lazystr
from django.utils.translation import get_language

FOLDER = Path(__file__).parent / "tables"
LOCAL_PREFIX = "X"  # no standard used here has a code that begins so
Origin = Literal["standard", "unverified", "local"]


class UnknownTable(LookupError):
    """No table has this key or standard number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """One line of a table. `origin`: from the standard, from memory and to be verified, or an extension of our own."""

    code: str
    zh: str
    en: str
    origin: Origin
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    def label(self, language: str | None = None) -> str:
        """The name in a language ("zh-hans", "en"); the reader's own when left out."""
        return self.en if (language or get_language() or "").startswith("en") else self.zh


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeTable:
    """A table. `is_verified` is False while some of its codes wait to be compared with the standard in force."""

    key: str
    zh: str
    en: str
    standard: str
    version: str
    is_verified: bool
    note: str
    codes: Mapping[str, Code]

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __len__(self) -> int:
        return len(self.codes)


def table(key: str) -> CodeTable:
    """The table with this key ("ethnic") or standard number ("GB/T 3304").

    Raises:
        UnknownTable: there is none.
    """
    known = _keys()
    if key not in known:
        raise UnknownTable(key)
    return _load(known[key])


def table_keys() -> tuple[str, ...]:
    """Keys of all tables."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.tsv")))


def label(key: str, code: str, language: str | None = None) -> str:
    """The name of a code; the code itself when the table does not know it."""
    found = table(key).codes.get(code)
    return found.label(language) if found is not None else code


def options(key: str, *, on: date | None = None) -> list[tuple[str, Any]]:
    """(code, name) pairs for a form; the names follow the reader's language. `on` leaves out what is not valid then."""
    return [(code.code, lazystr(_Label(code))) for code in table(key).codes.values() if on is None or code.is_valid(on)]


@dataclass(frozen=True, slots=True)
class _Label:
    code: Code

    def __str__(self) -> str:
        return self.code.label()


@lru_cache(maxsize=1)
def _keys() -> dict[str, str]:
    """Keys and, where a standard has one table only, its number -> key."""
    known = {key: key for key in table_keys()}
    by_standard: dict[str, list[str]] = {}
    for key in table_keys():
        by_standard.setdefault(_load(key).standard, []).append(key)
    known.update({standard: found[0] for standard, found in by_standard.items() if len(found) == 1})
    return known


@cache
def _load(key: str) -> CodeTable:
    heads: dict[str, list[str]] = {}
    codes: dict[str, Code] = {}
    columns: list[str] = []
    for line in (FOLDER / f"{key}.tsv").read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if cells[0].startswith("#"):
            heads[cells[0][1:]] = cells[1:]
        elif not columns:
            columns = cells
        else:
            code = _code(dict(zip(columns, cells, strict=True)))
            codes[code.code] = code
    return CodeTable(
        key=key,
        zh=heads["name"][0],
        en=heads["name"][1],
        standard=heads["standard"][0],
        version=heads["standard"][1],
        is_verified=heads.get("verified") != ["no"],
        note=heads.get("note", [""])[0],
        codes=MappingProxyType(codes),
    )


def _code(cells: Mapping[str, str]) -> Code:
    origin: Any = cells["origin"]
    return Code(
        code=cells["code"],
        zh=cells["zh"],
        en=cells["en"],
        origin=origin,
        valid_from=_day(cells["valid_from"]),
        valid_to=_day(cells["valid_to"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
