"""Columns: what a cell shows, how it sorts, what an export writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from operator import attrgetter
from typing import Any, Literal

from django.core.exceptions import ObjectDoesNotExist
from django.template import loader
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xingtan.kernel.ui.components.signals import lamp
from xingtan.kernel.ui.components.values import number

Text = Any  # str or a lazy translation
Getter = Callable[[Any], Any]
Cell = Callable[[Any], str]
EMPTY = '<span class="xt-t-none">—</span>'


@dataclass(frozen=True)
class Column:
    """One column of a list.

    Args:
        key: name in the address (`sort=`, `cols=`) and in exports.
        label: head of the column. `unit`, when set, stands behind it: “学时（节）”.
        value: dotted attribute path or function of the row; the key itself when left out.
        sort: ORM field or fields to order by ("-" in front = descending). Without it the column does not sort.
        link: address behind the value, as a function of the row. "" = no link.
        lamp: function of the row that gives the tone of a lamp; the value is its words.
        markup: function of the row that returns safe HTML, instead of `value`, for tags and cells of several parts.
        template: name of a template given `row` and `value`. Slower than `markup`; for cells with several parts.
        export: attribute path or function for exports and print when the plain value is another; False leaves it out.
        phone: on a phone the row becomes a card; this cell is its "title", a "line" of it, or stays away ("hide").
        default_hidden: shown only when chosen in the column chooser.
    """

    key: str
    label: Text
    _: KW_ONLY
    value: str | Getter = ""
    sort: str | tuple[str, ...] = ()
    link: Callable[[Any], str] | None = None
    lamp: Callable[[Any], str] | None = None
    markup: Callable[[Any], Any] | None = None
    template: str = ""
    export: str | Getter | Literal[False] | None = None
    align: Literal["start", "end"] = "start"
    unit: Text = ""
    phone: Literal["title", "line", "hide"] = "line"
    default_hidden: bool = False

    @property
    def sort_fields(self) -> tuple[str, ...]:
        return (self.sort,) if isinstance(self.sort, str) else self.sort

    @property
    def head(self) -> str:
        return _("%(label)s（%(unit)s）") % {"label": self.label, "unit": self.unit} if self.unit else str(self.label)

    def getter(self) -> Getter:
        return _getter(self.value or self.key)

    def export_getter(self) -> Getter:
        return self.getter() if self.export is None or self.export is False else _getter(self.export)

    def cell(self, *, is_name: bool) -> Cell:
        """A function from a row to its `<td>`, with everything that does not depend on the row done beforehand."""
        # On a phone a row is a card and each value carries its label, except the title.
        label = "" if is_name or self.phone == "title" else f' data-label="{escape(str(self.label))}"'
        opening = f"<td{_class_of(self)}{label}>"
        inner = self._inner(is_name=is_name)
        return lambda row: f"{opening}{inner(row)}</td>"

    def _inner(self, *, is_name: bool) -> Cell:
        show = self._show()
        link = self.link
        if link is None:
            return show
        opening = '<a class="xt-name" href="' if is_name else '<a href="'

        def linked(row: Any) -> str:
            url = link(row)
            return f'{opening}{escape(url)}">{show(row)}</a>' if url else show(row)

        return linked

    def _show(self) -> Cell:
        get = self.getter()
        if self.markup is not None:
            markup = self.markup
            return lambda row: conditional_escape(markup(row)) or EMPTY
        if self.template:
            template = loader.get_template(self.template)
            return lambda row: template.render({"row": row, "value": get(row)})
        word = worder(grouped=self.align == "end")
        if self.lamp is not None:
            tone = self.lamp
            return lambda row: lamp(word(get(row)), tone=tone(row))
        return lambda row: _html(word, get(row))


def worder(*, grouped: bool = False) -> Callable[[Any], str]:
    """A function that writes a value for people, in the language of this request."""
    is_english = (get_language() or "").startswith("en")
    yes, no = _("是"), _("否")

    def word(value: Any) -> str:
        kind = type(value)
        if kind is str:
            return str(value)
        if value is None:
            return ""
        if kind is bool:
            return yes if value else no
        if kind is int or kind is Decimal or kind is float:
            return number(value) if grouped else str(value)
        if isinstance(value, datetime):
            return _date(timezone.localtime(value), is_english) + f" {timezone.localtime(value):%H:%M}"
        if isinstance(value, date):
            return _date(value, is_english)
        return str(value)

    return word


def _date(day: date, is_english: bool) -> str:
    return f"{day.day} {day:%b %Y}" if is_english else f"{day.year}年{day.month}月{day.day}日"


def _html(word: Callable[[Any], str], value: Any) -> str:
    if type(value) is str:
        return (value if value.isalnum() else escape(value)) or EMPTY  # nothing to escape in most names and words
    if hasattr(value, "__html__"):
        return str(value.__html__()) or EMPTY
    return escape(word(value)) or EMPTY


def _class_of(column: Column) -> str:
    names = class_names(column)
    return f' class="{names}"' if names else ""


def class_names(column: Column) -> str:
    """Classes of a column's cells, head included."""
    numeric = "xt-num" if column.align == "end" else ""
    return " ".join(filter(None, (numeric, "xt-phone-hide" if column.phone == "hide" else "")))


def _getter(source: str | Getter) -> Getter:
    if callable(source):
        return source
    head, _dot, name = source.rpartition(".")
    if name.startswith("get_") and name.endswith("_display"):
        return _choice_getter(head, name.removeprefix("get_").removesuffix("_display"), name)
    read = attrgetter(source)

    def get(row: Any) -> Any:
        try:
            value = read(row)
        except (AttributeError, ObjectDoesNotExist):
            return _walk(row, source)
        if type(value) is str:
            return value
        return value() if callable(value) and not hasattr(value, "__html__") else value

    return get


def _choice_getter(head: str, field: str, display: str) -> Getter:
    """The words of a choice, asked from Django once for each value: it goes through all choices every time."""
    words: dict[Any, Any] = {}

    def get(row: Any) -> Any:
        holder = _walk(row, head) if head else row
        if holder is None:
            return None
        value = getattr(holder, field)
        if value not in words:
            words[value] = getattr(holder, display)()
        return words[value]

    return get


def _walk(row: Any, path: str) -> Any:
    """Follow a dotted path to None where a relation is empty; a wrong name is still a mistake."""
    value = row
    for name in path.split("."):
        if value is None:
            return None
        try:
            value = getattr(value, name)
        except ObjectDoesNotExist:
            return None
    return value
