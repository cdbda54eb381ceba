"""Parts of the shell that every page carries, kept cheap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from xingtan.kernel.ui.components.markup import text
from xingtan.kernel.ui.components.values import number


@lru_cache(maxsize=32)
def _still(template: str, language: str, urlconf: str, search_url: str) -> str:
    return render_to_string(template, {"search_url": search_url})


def still(template: str, *, search_url: str = "") -> SafeString:
    """A part that is the same for everybody in one language; drawn once and kept. It must not read the request."""
    return mark_safe(_still(template, get_language() or "", settings.ROOT_URLCONF, search_url))


def nav(sections: Iterable[tuple[str, Iterable[Any]]], *, current: str, counts: Mapping[str, Any]) -> SafeString:
    """The side navigation. An apricot dot and number wait for this person, a plain number is a size."""
    parts = []
    for label, lines in sections:
        if label:
            parts.append(f'<div class="xt-group">{text(label)}</div>')
        for line in lines:
            is_here = line.url == current
            counted = counts.get(line.entry.url_name)
            css = "xt-nav xt-nav-on" if is_here else "xt-nav"
            here = ' aria-current="page"' if is_here else ""
            size = "" if counted is None else _size(line.entry.url_name, counted)
            parts.append(
                f'<a class="{css}" href="{line.url}"{here}><span class="xt-sign" aria-hidden="true">{text(line.sign)}'
                f'</span><span class="xt-nav-label">{text(line.label)}</span>{size}</a>'
            )
    return mark_safe("".join(parts))


def nav_counts(counts: Mapping[str, Any]) -> SafeString:
    """The numbers of the navigation alone, for htmx to put where they stand."""
    return mark_safe("".join(_size(url_name, counted, swap=True) for url_name, counted in counts.items()))


def _size(url_name: str, counted: Any, *, swap: bool = False) -> str:
    css = "xt-n xt-n-you" if counted.is_yours and counted.count else "xt-n"
    words = number(counted.count) if counted.count else ""
    out = ' hx-swap-oob="true"' if swap else ""
    return f'<span class="{css}" id="xt-n-{text(url_name.replace(":", "-"))}"{out}>{words}</span>'
