"""From cells to verdicts: parsed, recognised, compared with what is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from xingtan.kernel.imports.data import Verdict
from xingtan.kernel.imports.fields import Unfit, tidied
from xingtan.kernel.imports.reading import FORMULA
from xingtan.kernel.imports.register import Line, Register, Session


def line_of(number: int, content: Mapping[str, Any], columns: Mapping[str, str], register: Register) -> Line:
    """The values of one line. `content`: {"c": cells, "m": marks, "e": texts typed instead of cells}."""
    line = Line(number, {})
    cells, marks, edits = content["c"], content["m"], content["e"]
    for index, code in columns.items():
        field = register.field(code)
        if field is None:
            continue
        if code in edits:
            given = edits[code]
        elif index in marks:
            line.refuse(code, _mark_sentence(marks[index]))
            continue
        else:
            place = int(index)
            given = cells[place] if place < len(cells) else ""
        _read(line, field, given)
    return line


def _mark_sentence(mark: str) -> str:
    if mark == FORMULA:
        return _("是公式，请在表格软件里“选择性粘贴为数值”。")
    return _("与前面的单元格合并在一起，请取消合并后逐格填写。")


def _read(line: Line, field: Any, given: str) -> None:
    text = tidied(given)
    if text in ("", "-", "—", "/", "无此项"):
        return
    if text.startswith("#") and text.rstrip("!?").isupper():
        line.refuse(field.code, _("“%(text)s”是表格软件的出错标记，请改正。") % {"text": text[:12]})
        return
    try:
        line.values[field.code] = field.parse(text)
    except Unfit as error:
        line.refuse(field.code, error)


class Seen:
    """Keys met so far in one file, so that the second line about one thing is refused and names the first."""

    def __init__(self) -> None:
        self.first: dict[str, int] = {}

    def refuse_twins(self, lines: Sequence[Line]) -> None:
        for line in lines:
            if not line.key:
                continue
            first = self.first.setdefault(line.key, line.number)
            if first != line.number:
                line.refuse("", _("与第%(line)d行是同一人（或同一项），请删去一行。") % {"line": first})


def evaluate(session: Session, register: Register, lines: Sequence[Line], *, seen: Seen | None = None) -> None:
    """Give each line its verdict. A line with a problem is refused as a whole."""
    session.match(lines)
    for line in lines:
        if line.held_id is not None:
            line.key = f"h{line.held_id}"
    if seen is not None:
        seen.refuse_twins(lines)
    _require(register, lines)
    session.check(lines)
    held = session.held([line.held_id for line in lines if line.held_id is not None])
    for line in lines:
        _judge(line, held)


def _require(register: Register, lines: Sequence[Line]) -> None:
    """A new row needs its required fields; of one that is held, an empty cell leaves what is held."""
    required = [field for field in register.fields if field.is_required]
    for line in lines:
        if line.held_id is not None:
            continue
        complained = {code for code, _sentence in line.problems}
        for field in required:
            if field.code not in line.values and field.code not in complained:
                line.refuse(field.code, _("不能为空。"))


def _judge(line: Line, held: Mapping[int, Mapping[str, Any]]) -> None:
    if line.problems:
        line.verdict, line.changes = Verdict.REFUSED, {}
        return
    if line.held_id is None:
        line.verdict = Verdict.NEW
        line.changes = {code: (None, value) for code, value in line.values.items()}
        return
    known = held.get(line.held_id, {})
    line.changes = {
        code: (known.get(code), value) for code, value in line.values.items() if code in known and known[code] != value
    }
    line.verdict = Verdict.CHANGED if line.changes else Verdict.UNCHANGED
