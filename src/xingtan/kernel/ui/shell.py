"""What the shell shows around a page, worked out only when a template asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xingtan.kernel.http.answers import ROLES_WITHOUT_A_POST
from xingtan.kernel.i18n.dates import day_text
from xingtan.kernel.registry import REGISTRY, NavEntry, is_offered_to
from xingtan.kernel.ui.components.markup import sign_text

PHONE_ROLES = ROLES_WITHOUT_A_POST
THEMES = ("light", "dark")


@dataclass(frozen=True, kw_only=True)
class NavCount:
    """Number beside a navigation entry; `is_yours` when it waits for this person, else it is only a size."""

    count: int
    is_yours: bool = False


@dataclass(kw_only=True)
class ShellFacts:
    """What upper storeys know about this request; they put one at `request.shell`. Callables are asked when shown."""

    person_name: Any = ""
    posting_title: Any = ""
    posting_organisation: Any = ""
    has_several_postings: Any = False
    day_text: Any = None
    todo_count: Any = 0
    bell_count: Any = 0
    is_demo: Any = False
    nav_counts: Any = field(default_factory=dict)
    switched_off: Any = frozenset()
    theme: Any = None
    is_large: Any = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NavLine:
    """A navigation entry in the words of one language, with its address."""

    entry: NavEntry
    section: str
    sign: str
    label: str
    url: str


@lru_cache(maxsize=512)
def _address_in(url_name: str, urlconf: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _address(url_name: str) -> str:
    """Address of a page, or nothing where this installation has no such page. Asked for on every page, so kept."""
    return _address_in(url_name, settings.ROOT_URLCONF)


@lru_cache(maxsize=8)
def _nav_lines(language: str, urlconf: str, manifests: tuple[int, ...]) -> tuple[NavLine, ...]:
    """Every entry in order, worded once per language. `manifests` only says when what was kept is stale."""
    return tuple(
        NavLine(
            entry=entry,
            section=str(entry.section),
            sign=sign_text(entry.sign, entry.label),
            label=str(entry.label),
            url=_address(entry.url_name),
        )
        for entry in sorted(REGISTRY.all("nav"), key=lambda entry: entry.order)
        if _address(entry.url_name)
    )


class Shell:
    """Read by `ui/shell.html` as `shell`."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.facts: ShellFacts = getattr(request, "shell", None) or ShellFacts()

    def _fact(self, name: str) -> Any:
        value = getattr(self.facts, name, None)
        return value() if callable(value) else value

    @cached_property
    def actor(self) -> Any:
        return getattr(self.request, "actor", None)

    @cached_property
    def is_fragment(self) -> bool:
        """Whether htmx asked: then the numbers of the navigation are sent along with the badges."""
        return self.request.headers.get("HX-Request") == "true"

    @cached_property
    def is_signed_in(self) -> bool:
        return bool(self.actor and self.actor.is_signed_in)

    @cached_property
    def person_name(self) -> str:
        return str(self._fact("person_name") or "")

    @cached_property
    def posting_title(self) -> str:
        return str(self._fact("posting_title") or "")

    @cached_property
    def posting_organisation(self) -> str:
        return str(self._fact("posting_organisation") or "")

    @cached_property
    def has_several_postings(self) -> bool:
        return bool(self._fact("has_several_postings"))

    @cached_property
    def day_text(self) -> str:
        return str(self._fact("day_text") or day_text(timezone.localdate(), weekday=True))

    @cached_property
    def todo_count(self) -> int:
        return int(self._fact("todo_count") or 0)

    @cached_property
    def bell_count(self) -> int:
        return int(self._fact("bell_count") or 0)

    @cached_property
    def is_demo(self) -> bool:
        return bool(self._fact("is_demo"))

    @cached_property
    def theme(self) -> str:
        """What was chosen, light or dark, or nothing: then the device decides."""
        chosen = self._fact("theme") or self.request.COOKIES.get("theme", "")
        return chosen if chosen in THEMES else ""

    @cached_property
    def is_large(self) -> bool:
        chosen = self._fact("is_large")
        return bool(chosen) if chosen is not None else self.request.COOKIES.get("large") == "1"

    @cached_property
    def language(self) -> str:
        return "en" if (get_language() or "").startswith("en") else "zh-CN"

    @cached_property
    def is_phone_first(self) -> bool:
        """People who come with one question a day, or wait to be confirmed: tabs on a phone instead of a side."""
        roles: frozenset[str] = getattr(self.actor, "roles", frozenset())
        return self.is_signed_in and roles <= PHONE_ROLES

    @cached_property
    def nav(self) -> list[tuple[str, list[NavLine]]]:
        """Sections in order, each with the lines this actor is offered."""
        if not self.is_signed_in:
            return []
        off = self._fact("switched_off") or frozenset()
        known = tuple(map(id, REGISTRY.manifests.values()))
        sections: dict[str, list[NavLine]] = {}
        for line in _nav_lines(self.language, settings.ROOT_URLCONF, known):
            entry = line.entry
            if (not entry.app or entry.app not in off) and is_offered_to(entry, self.actor):
                sections.setdefault(line.section, []).append(line)
        return list(sections.items())

    @cached_property
    def nav_current(self) -> str:
        """Address of the entry this page belongs to: the longest that the path begins with."""
        here = [line.url for _label, lines in self.nav for line in lines if self._is_here(line.url)]
        return max(here, key=len, default="")

    @cached_property
    def nav_counts(self) -> Mapping[str, NavCount]:
        return self._fact("nav_counts") or {}

    def _is_here(self, url: str) -> bool:
        return self.request.path == url or (url != "/" and self.request.path.startswith(url))

    @cached_property
    def tabs(self) -> list[dict[str, Any]]:
        """The four places of the phone shell."""
        places = (
            ("今", _("今天"), "workbench:home", False),
            ("办", _("待办"), "workbench:todo", self.todo_count > 0),
            ("知", _("通知"), "workbench:notices", self.bell_count > 0),
            ("我", _("我的"), "gateway:account", False),
        )
        shown = []
        for character, label, url_name, is_marked in places:
            url = _address(url_name)
            if url:
                shown.append(
                    {
                        "sign": sign_text(character, label),
                        "label": label,
                        "url": url,
                        "is_marked": is_marked,
                        "is_current": self._is_here(url),
                    }
                )
        return shown

    @cached_property
    def home_url(self) -> str:
        return _address("workbench:home") or "/"

    @cached_property
    def url(self) -> dict[str, str]:
        """Addresses of the pages the shell leads to; empty where this installation has no such page."""
        names = {
            "search": "workbench:search",
            "todo": "workbench:todo",
            "notices": "workbench:notices",
            "badges": "workbench:badges",
            "apps": "workbench:apps",
            "switch": "gateway:switch",
            "account": "gateway:account",
            "sessions": "gateway:sessions",
            "preferences": "gateway:account_preferences",
            "sign_out": "gateway:sign_out",
            "sign_in": "gateway:sign_in",
        }
        return {key: _address(name) for key, name in names.items()}

    @cached_property
    def toasts(self) -> list[dict[str, Any]]:
        from xingtan.kernel.ui.toasts import take_toasts

        return take_toasts(self.request)
