"""What one cell means. A cell that means nothing is an error; one that had to be interpreted gets a note."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from xingtan.apps.exchange.data import specification as spec
from xingtan.apps.exchange.data.specification import ColumnSpec

MOST_TEXT = 4000
MOST_ID = 255
ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
ISO_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
YEAR_FIRST = re.compile(r"(\d{4})[/.年-](\d{1,2})[/.月-](\d{1,2})日?")
YEAR_LAST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
USER_IDS = re.compile(r"\{[^{}:]*:[^{}]*\}(\s*,\s*\{[^{}:]*:[^{}]*\})*")
RESIDENT_ID = re.compile(r"[GLJglj]?\d{17}[\dXx]")
FORMULA = re.compile(r"[=@].*|[+-](?![\d\s(.-]*\d).*", re.DOTALL)
FLAGS = {"true": "true", "false": "false"}
LOOSE_FLAGS = {"1": "true", "0": "false", "yes": "true", "no": "false", "是": "true", "否": "false"}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """`value` is what the cell means. At most one `note` or `error`: the code of its sentence."""

    value: str = ""
    note: str = ""
    error: str = ""


def read_cell(column: ColumnSpec | None, written: str, date_order: str) -> Reading:
    """What a cell of `column` means; without a column (metadata, unknown heads) it is plain text."""
    text = written.strip()
    if "\x00" in written or "\ufffd" in written:
        return Reading(error="unreadable_character")
    if column is None or not text:
        return _plain(column, text)
    reader = READERS.get(column.kind, _plain_text)
    return reader(column, text, date_order)


def _plain(column: ColumnSpec | None, text: str) -> Reading:
    if not text and column is not None and column.is_required:
        return Reading(error="value_missing")
    return Reading(value=text, error="text_too_long" if len(text) > MOST_TEXT else "")


def _plain_text(column: ColumnSpec, text: str, date_order: str) -> Reading:
    if column.name == "sourcedId":
        if len(text) > MOST_ID:
            return Reading(error="id_too_long")
        return Reading(value=text, note="number_as_id" if RESIDENT_ID.fullmatch(text) else "")
    if len(text) > MOST_TEXT:
        return Reading(error="text_too_long")
    return Reading(value=text, note="formula" if FORMULA.fullmatch(text) else "")


def _choice(column: ColumnSpec, text: str, date_order: str) -> Reading:
    if text in column.choices:
        return Reading(value=text)
    folded = {choice.lower().replace(" ", ""): choice for choice in column.choices}
    known = folded.get(text.lower().replace(" ", "").replace("_", ""))
    if known:
        return Reading(value=known, note="choice_case")
    if column.name == "status" and text.lower() == "inactive":
        return Reading(value="inactive", note="status_inactive")
    if text.startswith("ext:"):
        return Reading(value=text, note="choice_extension")
    return Reading(error="choice_unknown")


def _flag(column: ColumnSpec, text: str, date_order: str) -> Reading:
    if text in FLAGS:
        return Reading(value=text)
    known = FLAGS.get(text.lower()) or LOOSE_FLAGS.get(text.lower())
    return Reading(value=known, note="flag_spelling") if known else Reading(error="flag_unknown")


def _day(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _date(column: ColumnSpec, text: str, date_order: str) -> Reading:
    if found := ISO_DATE.fullmatch(text):
        value = _day(*found.groups())
        return Reading(value=value) if value else Reading(error="date_impossible")
    if ISO_INSTANT.fullmatch(text):
        return Reading(value=text[:10], note="date_spelling")
    if found := YEAR_FIRST.fullmatch(text) or COMPACT.fullmatch(text):
        value = _day(*found.groups())
        return Reading(value=value, note="date_spelling") if value else Reading(error="date_impossible")
    if found := YEAR_LAST.fullmatch(text):
        return _slashed(*found.groups(), date_order)
    return Reading(error="date_unreadable")


def _slashed(first: str, second: str, year: str, date_order: str) -> Reading:
    """Day or month first, as the other dates of the file show; month first when none of them shows it."""
    sure = int(first) > 12 or int(second) > 12
    if date_order == "both" and not sure:
        return Reading(error="date_ambiguous")
    is_day_first = int(first) > 12 or (date_order == "day" and int(second) <= 12)
    value = _day(year, second, first) if is_day_first else _day(year, first, second)
    if not value:
        return Reading(error="date_impossible")
    return Reading(value=value, note="date_day_first" if is_day_first else "date_month_first")


def _instant(column: ColumnSpec, text: str, date_order: str) -> Reading:
    if ISO_INSTANT.fullmatch(text):
        try:
            datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError:
            return Reading(error="date_impossible")
        return Reading(value=text)
    day = _date(column, text, date_order)
    if day.error or day.note:
        return day
    return Reading(value=day.value, note="instant_is_day")


def _year(column: ColumnSpec, text: str, date_order: str) -> Reading:
    return Reading(value=text) if re.fullmatch(r"(19|20|21)\d{2}", text) else Reading(error="year_unreadable")


def _number(column: ColumnSpec, text: str, date_order: str) -> Reading:
    is_number = re.fullmatch(r"[+-]?\d{1,12}(\.\d{1,12})?", text)
    return Reading(value=text) if is_number else Reading(error="number_unreadable")


def _user_ids(column: ColumnSpec, text: str, date_order: str) -> Reading:
    return Reading(value=text) if USER_IDS.fullmatch(text) else Reading(value=text, note="user_ids_shape")


READERS = {
    spec.CHOICE: _choice,
    spec.FLAG: _flag,
    spec.DATE: _date,
    spec.INSTANT: _instant,
    spec.YEAR: _year,
    spec.NUMBER: _number,
    spec.USER_IDS: _user_ids,
}
