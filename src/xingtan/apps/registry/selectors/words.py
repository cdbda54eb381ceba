"""Codes and stays as words, in the reader's language."""

from __future__ import annotations

from datetime import date
from typing import Any

from xingtan.kernel.codes import api as codes
from xingtan.people.roster.selectors import school_year_on


def word(table: str, code: str | None) -> str:
    """The name behind a code; empty for no code."""
    return str(codes.label(table, code)) if code else ""


def options(table: str, *, only: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """(code, name) pairs of a table, all or only some."""
    return [(code, str(label)) for code, label in codes.options(table) if not only or code in only]


def class_span(stay: Any, on: date) -> str:
    """四（1）班, or 四（1）班—六（1）班 where the class moved up during the stay, as of `on`."""
    if stay.class_group is None:
        return ""
    last_day = min(stay.ends_on or on, on)
    first, last = (str(stay.class_group.name_in(school_year_on(day))) for day in (stay.starts_on, last_day))
    return first if first == last or last_day < stay.starts_on else f"{first}—{last}"
