"""Fields of a register: how the text of a cell becomes a value, and how a value is shown.

A parser takes the text of a cell, tidied (half-width digits, no spaces around), and returns a plain value (str, int,
bool or an ISO day as str) or raises `Unfit` with a sentence. Values are plain so that they compare and travel as JSON.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from xingtan.kernel.codes import api as codes

Text = Any  # str or a lazy translation
Value = str | int | bool
Parse = Callable[[str], Value]
YES = ("是", "1", "有", "y", "yes", "true", "√", "✓", "享受")
NO = ("否", "0", "无", "n", "no", "false", "×", "非", "不享受")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0{1,2}:00(?::00)?)?")
SERIAL = re.compile(r"\d{5}(?:\.0+)?")
OTHER_ORDER = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")


class Unfit(ValueError):
    """The text of a cell is not what its field holds. The sentence says what would be."""


@dataclass(frozen=True)
class Field:
    """One field of a register.

    Args:
        code: stable name; `parse` and the register's services know it by this.
        label: head of the column in our own template.
        parse: text of a cell to a value; may raise `Unfit`.
        aliases: other heads under which files bring it (national exports, other systems).
        is_required: a new row must have it.
        is_secret: shown masked, kept sealed; `mask` says how it is shown.
        example, note: for the template; `choices` become its drop-down list.
        is_exact: spaces inside matter not and digits must arrive as text (numbers of 15 digits and more).
        show: value to words for people; the value itself when left out.
    """

    code: str
    label: Text
    _: KW_ONLY
    parse: Parse
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    is_secret: bool = False
    mask: Callable[[str], str] | None = None
    example: str = ""
    note: Text = ""
    choices: tuple[str, ...] = ()
    is_exact: bool = False
    show: Callable[[Any], Any] | None = None

    def words(self, value: Any) -> str:
        """The value as people may see it: masked where it is secret."""
        if value is None or value == "":
            return ""
        if self.is_secret:
            return (self.mask or _stars)(str(value))
        if self.show is not None:
            return str(self.show(value))
        if isinstance(value, bool):
            return _("是") if value else _("否")
        return str(value)


def _stars(text: str) -> str:
    return text[:1] + "*" * max(len(text) - 1, 1)


def tidied(text: str) -> str:
    """Cell text without control signs and outer spaces, digits and letters half-width, line breaks as spaces."""
    plain = "".join(" " if sign in "\r\n\t\u3000\xa0" else sign for sign in text if sign not in "\ufeff\u200b\x00")
    folded = "".join(unicodedata.normalize("NFKC", sign) if _is_wide(sign) else sign for sign in plain)
    return " ".join(folded.split())


def _is_wide(sign: str) -> bool:
    return "\uff01" <= sign <= "\uff5e"


def text(most: int) -> Parse:
    """Free text of at most `most` characters. What a spreadsheet would run as a formula is refused."""

    def parse(given: str) -> str:
        if given.startswith(("=", "@", "+")):
            raise Unfit(_("以“%(sign)s”开头，像是公式，请改为普通文字。") % {"sign": given[0]})
        if len(given) > most:
            raise Unfit(_("最长%(most)d个字，现有%(length)d个字。") % {"most": most, "length": len(given)})
        return given

    return parse


def day(*, earliest: date = date(1900, 1, 1)) -> Parse:
    """A day in the usual spellings; an ambiguous one is refused, not guessed."""

    def parse(given: str) -> str:
        if re.fullmatch(r"\d{8}", given):
            parts: tuple[str, ...] = (given[:4], given[4:6], given[6:])
        elif match := DAY.fullmatch(given):
            parts = match.groups()
        elif SERIAL.fullmatch(given):
            raise Unfit(
                _("“%(text)s”像是表格软件的日期序号，请把该列设为日期格式，或写成2015-03-02。") % {"text": given}
            )
        elif OTHER_ORDER.fullmatch(given):
            raise Unfit(_("“%(text)s”分不清年、月、日，请写成如2015-03-02。") % {"text": given})
        else:
            raise Unfit(_("“%(text)s”不是日期，请写成如2015-03-02。") % {"text": given[:20]})
        try:
            found = date(*map(int, parts))
        except ValueError:
            raise Unfit(_("没有“%(text)s”这一天。") % {"text": given[:20]}) from None
        if found < earliest:
            raise Unfit(_("“%(text)s”太早，请核对。") % {"text": given[:20]})
        return found.isoformat()

    return parse


def flag(given: str) -> bool:
    """是/否 in the usual spellings."""
    word = given.lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unfit(_("“%(text)s”不清楚，请填“是”或“否”。") % {"text": given[:20]})


def whole(first: int, last: int) -> Parse:
    """A whole number from `first` to `last`."""

    def parse(given: str) -> int:
        plain = given.removesuffix(".0")
        if not re.fullmatch(r"-?\d{1,9}", plain):
            raise Unfit(_("“%(text)s”不是整数。") % {"text": given[:20]})
        if not first <= int(plain) <= last:
            raise Unfit(
                _("应在%(first)d到%(last)d之间，现为%(number)s。") % {"first": first, "last": last, "number": plain}
            )
        return int(plain)

    return parse


def code(table: str, *, only: Iterable[str] = (), also: Mapping[str, str] | None = None) -> Parse:
    """A code of a national table, given as code, as name, or both (“01 汉族”).

    Args:
        only: codes allowed here; all of the table when empty.
        also: further words -> code.
    """
    known: dict[str, str] = {}
    for found in codes.table(table).codes.values():
        if only and found.code not in only:
            continue
        names = (*found.zh.split("/"), found.zh, found.zh.removesuffix("族"), found.en)
        for word in (*names, found.code, found.code.lstrip("0")):
            if word:
                known.setdefault(_plain(word), found.code)
        known.setdefault(_plain(found.code + found.zh), found.code)
    known.update({_plain(word): value for word, value in (also or {}).items()})

    def parse(given: str) -> str:
        value = known.get(_plain(given))
        if value is None:
            raise Unfit(_("“%(text)s”不在代码表“%(table)s”中。") % {"text": given[:20], "table": codes.table(table).zh})
        return value

    return parse


def one_of(words: Mapping[str, Value], name: Text) -> Parse:
    """One of a few words, each standing for a value. The first word of a value is the one to recommend."""
    known = {_plain(word): value for word, value in words.items()}
    recommended: dict[Value, str] = {}
    for word, value in words.items():
        recommended.setdefault(value, word)

    def parse(given: str) -> Value:
        if (value := known.get(_plain(given))) is None:
            options = "、".join(recommended.values())
            raise Unfit(_("“%(text)s”不能用，请填：%(options)s。") % {"text": given[:20], "options": options})
        return value

    return parse


def _plain(word: str) -> str:
    return re.sub(r"[\s\-—_()（）:：.、/]", "", word).lower()


def cell_text(value: Any) -> str:
    """What stands in a spreadsheet's cell, as text. Whole numbers carry no “.0”; days are ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
