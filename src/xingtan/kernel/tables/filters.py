"""Filters: conditions that read as a sentence, “任教学段 小学、初中”, and live in the address."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from xingtan.kernel.scopes import Actor

Text = Any  # str or a lazy translation
Option = tuple[Any, ...]  # (value, label), and for a tree (path, label, depth)
Params = list[tuple[str, str]]
MAX_TEXT = 100


class NotUnderstood(ValueError):
    """A value in the address that this filter cannot mean. It is left out, and the page says so."""


@dataclass(frozen=True)
class Filter(ABC):
    """What every filter has. `code` names it in the address; `field` is the ORM look-up it compares.

    `condition(queryset, value)`, when given, replaces the plain comparison with `field`.
    """

    kind: ClassVar[str] = ""
    code: str
    label: Text
    _: KW_ONLY
    field: str = ""
    condition: Callable[[QuerySet[Any], Any], QuerySet[Any]] | None = None

    @abstractmethod
    def read(self, params: QueryDict, actor: Actor) -> Any:
        """The value in the address; None when not set.

        Raises:
            NotUnderstood: there is something, and it makes no sense here.
        """

    @abstractmethod
    def compare(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """The rows for which `field` is what the value says."""

    def words(self, value: Any, actor: Actor) -> str:
        """The value as it stands behind the label."""
        return str(value)

    def params(self, value: Any) -> Params:
        """The value as it stands in the address."""
        return [(self.code, str(value))]

    def apply(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return self.compare(queryset, value) if self.condition is None else self.condition(queryset, value)

    def control(self, value: Any, actor: Actor) -> dict[str, Any]:
        """What the template needs to draw the control, besides `kind` and `code`."""
        return {"value": value}

    @property
    def names(self) -> tuple[str, ...]:
        """The names this filter uses in the address."""
        return (self.code,)

    @property
    def is_lazy(self) -> bool:
        """Whether the control is drawn only when somebody opens it."""
        return False


@dataclass(frozen=True)
class ChoiceFilter(Filter):
    """One or several of a set. `options` are pairs (value, label), or a function of the actor that gives them.

    A function is asked only when the list is opened or a value is set; so it may query.
    """

    kind: ClassVar[str] = "choice"
    options: Sequence[Option] | Callable[[Actor], Iterable[Option]] = ()
    is_multiple: bool = True

    def offered(self, actor: Actor) -> list[tuple[str, Text]]:
        found = self.options(actor) if callable(self.options) else self.options
        return [(str(option[0]), option[1]) for option in found]

    def read(self, params: QueryDict, actor: Actor) -> tuple[str, ...] | None:
        given = [value for value in params.getlist(self.code) if value]
        if not given:
            return None
        known = {value for value, _label in self.offered(actor)}
        chosen = tuple(dict.fromkeys(value for value in given if value in known))
        if len(chosen) < len(set(given)) or (len(chosen) > 1 and not self.is_multiple):
            raise NotUnderstood(self.code)
        return chosen

    def compare(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return queryset.filter(**{f"{self.field or self.code}__in": value})

    def words(self, value: Any, actor: Actor) -> str:
        labels = {key: str(label).strip() for key, label in self.offered(actor)}
        shown = [labels[key] for key in value[:3]]
        rest = len(value) - len(shown)
        listed = _("、").join(shown)
        return listed if not rest else _("%(listed)s等%(count)s项") % {"listed": listed, "count": len(value)}

    def params(self, value: Any) -> Params:
        return [(self.code, item) for item in value]

    def control(self, value: Any, actor: Actor) -> dict[str, Any]:
        chosen = set(value or ())
        options = [(key, label, key in chosen) for key, label in self.offered(actor)]
        return {"options": options, "is_multiple": self.is_multiple, "is_long": len(options) > 10}

    @property
    def is_lazy(self) -> bool:
        return callable(self.options)


@dataclass(frozen=True)
class TreeFilter(ChoiceFilter):
    """Nodes of a tree, each with everything below. `options` give (path, label, depth); `field` holds a path."""

    kind: ClassVar[str] = "tree"

    def compare(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        condition = Q()
        for path in value:
            condition |= Q(**{f"{self.field or self.code}__below": path})
        return queryset.filter(condition)

    def control(self, value: Any, actor: Actor) -> dict[str, Any]:
        chosen = set(value or ())
        found = self.options(actor) if callable(self.options) else self.options
        options = [(str(key), label, str(key) in chosen, min(int(depth), 5)) for key, label, depth in found]
        return {"tree": options, "is_multiple": self.is_multiple, "is_long": len(options) > 10}


@dataclass(frozen=True)
class TextFilter(Filter):
    """A piece of text anywhere in a field."""

    kind: ClassVar[str] = "text"

    def read(self, params: QueryDict, actor: Actor) -> str | None:
        text = params.get(self.code, "").strip()
        if "\x00" in text or len(text) > MAX_TEXT:
            raise NotUnderstood(self.code)
        return text or None

    def compare(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return queryset.filter(**{f"{self.field or self.code}__icontains": value})

    def words(self, value: Any, actor: Actor) -> str:
        return _("含“%(text)s”") % {"text": value}


@dataclass(frozen=True)
class FlagFilter(Filter):
    """Something that is so or not asked about. `field` may be any look-up that takes True."""

    kind: ClassVar[str] = "flag"

    def read(self, params: QueryDict, actor: Actor) -> bool | None:
        given = params.get(self.code, "")
        if given not in ("", "1"):
            raise NotUnderstood(self.code)
        return True if given else None

    def compare(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        return queryset.filter(**{self.field or self.code: True})

    def words(self, value: Any, actor: Actor) -> str:
        return ""

    def params(self, value: Any) -> Params:
        return [(self.code, "1")]


@dataclass(frozen=True)
class DateFilter(Filter):
    """Days from and to, both included, either left open. In the address: `code_from`, `code_to`."""

    kind: ClassVar[str] = "date"

    @property
    def names(self) -> tuple[str, ...]:
        return (f"{self.code}_from", f"{self.code}_to")

    def read(self, params: QueryDict, actor: Actor) -> tuple[date | None, date | None] | None:
        try:
            since, until = (date.fromisoformat(given) if given else None for given in map(params.get, self.names))
        except ValueError as error:
            raise NotUnderstood(self.code) from error
        if since and until and until < since:
            raise NotUnderstood(self.code)
        return (since, until) if since or until else None

    def compare(self, queryset: QuerySet[Any], value: Any) -> QuerySet[Any]:
        since, until = value
        field = self.field or self.code
        if since:
            queryset = queryset.filter(**{f"{field}__gte": since})
        return queryset.filter(**{f"{field}__lte": until}) if until else queryset

    def words(self, value: Any, actor: Actor) -> str:
        since, until = (day.isoformat() if day else "" for day in value)
        if since and until:
            return _("%(since)s至%(until)s") % {"since": since, "until": until}
        return _("%(since)s起") % {"since": since} if since else _("%(until)s止") % {"until": until}

    def params(self, value: Any) -> Params:
        return [(name, day.isoformat()) for name, day in zip(self.names, value, strict=True) if day]

    def control(self, value: Any, actor: Actor) -> dict[str, Any]:
        since, until = value or (None, None)
        return {"since": since.isoformat() if since else "", "until": until.isoformat() if until else ""}
