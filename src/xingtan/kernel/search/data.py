"""What a search answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchHit:
    """One thing found. `title_html` and `excerpt_html` are safe, with the words asked for in `<mark>`."""

    source: str
    object_id: int
    title: str
    url: str
    title_html: SafeString
    excerpt_html: SafeString


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchGroup:
    """The hits of one source. `has_more` says that there are others beyond the limit."""

    code: str
    label: Any
    hits: tuple[SearchHit, ...]
    has_more: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchResults:
    """Groups in the order of their sources. `is_partial`: nothing had every word, these have some of them."""

    query: str
    groups: tuple[SearchGroup, ...] = ()
    is_partial: bool = False

    @property
    def count(self) -> int:
        return sum(len(group.hits) for group in self.groups)

    def __bool__(self) -> bool:
        return bool(self.groups)
