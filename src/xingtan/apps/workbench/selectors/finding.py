"""What a search shows: pages of the product first, then what the index holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from xingtan.apps.workbench.selectors.places import address
from xingtan.kernel.registry import REGISTRY, is_offered_to
from xingtan.kernel.scopes import Actor
from xingtan.kernel.search import api as index
from xingtan.kernel.search.pinyin import name_pinyin


@dataclass(frozen=True, kw_only=True)
class Page:
    label: Any
    section: Any
    sign: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """`pages` are places of the navigation whose name fits; `results` come from the index."""

    pages: list[Page]
    results: index.SearchResults

    def __bool__(self) -> bool:
        return bool(self.pages or self.results)


def found_for(actor: Actor, question: str, *, limit: int, off: frozenset[str]) -> Found:
    """What the actor may find; nothing for an empty question."""
    if not question or "\x00" in question:
        return Found(pages=[], results=index.SearchResults(query=question))
    results = index.find(actor, question, limit=limit)
    return Found(pages=_pages(actor, question, off), results=replace(results, groups=_by_title(results.groups)))


def _by_title(groups: tuple[index.SearchGroup, ...]) -> tuple[index.SearchGroup, ...]:
    """What is called so stands before what merely belongs to it: 舞雩小学 before its pupils."""
    return tuple(sorted(groups, key=lambda group: not any("<mark" in hit.title_html for hit in group.hits)))


def _pages(actor: Actor, question: str, off: frozenset[str]) -> list[Page]:
    wanted = question.casefold()
    pages = []
    for entry in sorted(REGISTRY.all("nav"), key=lambda entry: entry.order):
        if (entry.app and entry.app in off) or not is_offered_to(entry, actor):
            continue
        url = address(entry.url_name)
        if url and _fits(str(entry.label), wanted):
            pages.append(Page(label=entry.label, section=entry.section, sign=entry.sign, url=url))
    return pages


def _fits(label: str, wanted: str) -> bool:
    if wanted in label.casefold():
        return True
    if not wanted.isascii():
        return False
    spelled, initials = name_pinyin(label)
    return wanted in initials or spelled.replace(" ", "").startswith(wanted)
