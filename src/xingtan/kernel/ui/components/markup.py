"""Small tools every component is built with: escaping, attributes, icons, signs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from xingtan.kernel.i18n.dates import is_chinese
from xingtan.kernel.registry import REGISTRY

ICONS: Mapping[str, str] = {
    "search": '<circle cx="9" cy="9" r="5.2"/><path d="M13 13l4 4"/>',
    "bell": '<path d="M4.5 14.5c1.2-1.2 1.4-2.8 1.4-5a4.1 4.1 0 0 1 8.2 0c0 2.2.2 3.8 1.4 5z'
    'M8.3 17.2c.9.8 2.5.8 3.4 0"/>',
    "check": '<path d="M4.5 10.5l3.6 3.6 7.4-8"/>',
    "close": '<path d="M5.5 5.5l9 9M14.5 5.5l-9 9"/>',
    "print": '<path d="M6 8V3.5h8V8M6 14H3.8V8h12.4v6H14M6 11.5h8v5H6z"/>',
    "down": '<path d="M5 8l5 5 5-5"/>',
    "right": '<path d="M8 5l5 5-5 5"/>',
    "left": '<path d="M12 5l-5 5 5 5"/>',
    "updown": '<path d="M6.8 7.2L10 4l3.2 3.2M6.8 12.8L10 16l3.2-3.2"/>',
    "menu": '<path d="M3.500 5.500h13M3.500 10h13M3.500 14.500h13"/>',
    "download": '<path d="M10 3.500v9M6.300 9l3.700 3.700L13.700 9M4 16.500h12"/>',
    "plus": '<path d="M10 4.500v11M4.500 10h11"/>',
}
MARK = mark_safe(
    '<svg class="xt-mark" viewBox="0 0 32 32" aria-hidden="true">'
    '<path d="M3 4.500h8.400v7H3zM3 13h17.400v7H3zM3 21.500h26v7H3z"/><circle cx="17.200" cy="7.300" r="4.600"/></svg>'
)


def text(value: Any) -> str:
    """The value as escaped text; None is nothing."""
    return "" if value is None else conditional_escape(value)


def dotted(value: Any) -> SafeString:
    """A text as it is; a list or tuple joined by the separator dot, empty members left out."""
    if isinstance(value, list | tuple):
        return mark_safe('<i class="xt-dot"></i>'.join(text(part) for part in value if part not in (None, "")))
    return mark_safe(text(value))


def attributes(values: Mapping[str, Any]) -> str:
    """`{"hx_post": url, "required": True, "title": None}` -> ` hx-post="…" required`. Underscores become hyphens."""
    parts = []
    for name, value in values.items():
        if value is None or value is False or value == "":
            continue
        name = name.rstrip("_").replace("_", "-")
        parts.append(f" {name}" if value is True else f' {name}="{conditional_escape(value)}"')
    return "".join(parts)


def icon(name: str, *, size: str = "") -> SafeString:
    """One of the few drawn icons; the word stands beside it or in the control's label."""
    small = " xt-ic-s" if size == "small" else ""
    return mark_safe(f'<svg class="xt-ic{small}" viewBox="0 0 20 20" aria-hidden="true">{ICONS[name]}</svg>')


@lru_cache(maxsize=512)
def _letters(character: str, language: str) -> str:
    for entry in [*REGISTRY.all("nav"), *REGISTRY.all("applications"), *REGISTRY.all("workflows")]:
        if entry.sign == character:
            return str(entry.label)[:2]
    return character


def sign_text(character: str, label: Any = "") -> str:
    """The character of an app; in English the first two letters of its label."""
    if is_chinese() or not character or character.isascii():
        return character
    letters = str(label)[:2] if label else _letters(character, get_language() or "")
    return letters if letters.isascii() else character


def sign(character: str, *, label: Any = "", size: str = "") -> SafeString:
    """一字为记: the character in a square. Hidden from readers; the word stands beside it."""
    large = " xt-sign-l" if size == "large" else ""
    return mark_safe(f'<span class="xt-sign{large}" aria-hidden="true">{text(sign_text(character, label))}</span>')


def avatar(name: Any, *, size: str = "", is_child: bool = False) -> SafeString:
    """Family name in a circle; for a guardian's child, the last character."""
    letters = str(name or "").strip()
    letter = (letters[-1:] if is_child else letters[:1]) or "—"
    large = " xt-ava-l" if size == "large" else ""
    return mark_safe(f'<span class="xt-ava{large}" aria-hidden="true">{text(letter)}</span>')
