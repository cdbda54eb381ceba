"""The application centre."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xingtan.apps.workbench.selectors.places import address
from xingtan.kernel.registry import REGISTRY, is_offered_to
from xingtan.kernel.scopes import Actor


@dataclass(frozen=True, kw_only=True)
class Offered:
    """An application as one person sees it; `waiting` is how many things to do come from it."""

    label: Any
    description: Any
    sign: str
    url: str
    waiting: int


@dataclass(frozen=True, kw_only=True)
class Applications:
    open: list[Offered]
    closed: list[Offered]


def applications_for(actor: Actor, *, off: frozenset[str], counts: Mapping[str, int]) -> Applications:
    """Applications that concern the actor; those switched off for the school cannot be opened."""
    groups: dict[bool, list[Offered]] = {True: [], False: []}
    for application in REGISTRY.all("applications"):
        url = address(application.url_name)
        if not url or not is_offered_to(application, actor):
            continue
        is_open = application.is_essential or application.code not in off
        waiting = sum(count for source, count in counts.items() if source.split(".")[0] == application.code)
        groups[is_open].append(
            Offered(
                label=application.label,
                description=application.description,
                sign=application.sign,
                url=url if is_open else "",
                waiting=waiting,
            )
        )
    return Applications(open=groups[True], closed=groups[False])
