"""Things to press: buttons, links that look like buttons, tabs, crumbs, dialogs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from zlib import crc32

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from xingtan.kernel.ui.components.markup import attributes, icon, text
from xingtan.kernel.ui.components.values import number


def _ident(prefix: str, *parts: Any) -> str:
    """An id that is the same for the same thing, so that an unchanged page stays unchanged byte for byte."""
    return f"{prefix}-{crc32('|'.join(str(part) for part in parts).encode()):08x}"


def _button_class(kind: str, size: str, extra: str) -> str:
    classes = ["xt-btn"]
    if kind != "line":
        classes.append(f"xt-btn-{kind}")
    if size:
        classes.append({"small": "xt-btn-s", "large": "xt-btn-l"}[size])
    if extra:
        classes.append(extra)
    return " ".join(classes)


def button(
    label: Any,
    *,
    kind: str = "line",
    type: str = "submit",
    size: str = "",
    icon_name: str = "",
    reason: Any = "",
    busy: Any = "",
    is_disabled: bool = False,
    css: str = "",
    key: str = "",
    **extra: Any,
) -> SafeString:
    """A button. With `reason` it is closed and the reason stands beside it; `busy` is said while it works."""
    if reason:
        is_disabled = True
    reason_id = _ident("xt-why", label, reason) if reason else None
    rest = attributes(
        {
            "type": type,
            "disabled": is_disabled,
            "aria-describedby": reason_id,
            "data-busy": busy,
            **extra,
        }
    )
    inner = (icon(icon_name) if icon_name else "") + text(label) + (f" <kbd>{text(key)}</kbd>" if key else "")
    html = f'<button class="{_button_class(kind, size, css)}"{rest}>{inner}</button>'
    if reason:
        html += f' <span class="xt-why" id="{reason_id}">{text(reason)}</span>'
    return mark_safe(html)


def link_button(
    label: Any, *, url: str, kind: str = "line", size: str = "", icon_name: str = "", css: str = "", **extra: Any
) -> SafeString:
    """A link that looks like a button: it goes somewhere and changes nothing."""
    inner = (icon(icon_name) if icon_name else "") + text(label)
    return mark_safe(
        f'<a class="{_button_class(kind, size, css)}" href="{conditional_escape(url)}"{attributes(extra)}>{inner}</a>'
    )


def tabs(items: Iterable[Mapping[str, Any]], *, label: Any = "") -> SafeString:
    """Tabs that are links. Each item: label, url, is_current, and count (a number) if there is one."""
    parts = []
    for item in items:
        current = ' aria-current="page"' if item.get("is_current") else ""
        size = item.get("count")
        counted = "" if size is None else f"<small>{number(size)}</small>"
        parts.append(f'<a href="{conditional_escape(item["url"])}"{current}>{text(item["label"])}{counted}</a>')
    named = text(label or _("视图"))
    return mark_safe(f'<nav class="xt-tabs" aria-label="{named}">{"".join(parts)}</nav>')


def crumbs(*pairs: Any) -> SafeString:
    """`crumbs("人员", "/people/", "教职工")`: label, address, label, address, …; the last label has no address."""
    parts = []
    for at in range(0, len(pairs), 2):
        label = text(pairs[at])
        if at + 1 < len(pairs):
            parts.append(f'<li><a href="{conditional_escape(pairs[at + 1])}">{label}</a></li>')
        else:
            parts.append(f'<li aria-current="page">{label}</li>')
    named = _("所在位置")
    return mark_safe(f'<nav aria-label="{named}"><ol class="xt-crumb">{"".join(parts)}</ol></nav>')


def confirm_button(
    label: Any,
    *,
    url: str,
    question: Any,
    body: Any,
    verb: Any,
    keep: Any,
    kind: str = "danger",
    size: str = "",
    fields: Mapping[str, Any] | None = None,
    csrf: str = "",
) -> SafeString:
    """A button that asks again, in a dialog whose buttons repeat the verb (“删除12人” / “不删”), then posts."""
    ident = _ident("xt-ask", url, question, fields)
    hidden = "".join(
        f'<input type="hidden" name="{text(name)}" value="{text(value)}">' for name, value in (fields or {}).items()
    )
    return mark_safe(
        f'<button type="button" class="{_button_class(kind, size, "")}" data-dialog="{ident}" aria-haspopup="dialog">'
        f"{text(label)}</button>"
        f'<dialog class="xt-dialog" id="{ident}" aria-labelledby="{ident}-q">'
        f'<form method="post" action="{conditional_escape(url)}">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{csrf}">{hidden}'
        f'<h2 id="{ident}-q">{text(question)}</h2><p>{text(body)}</p>'
        f'<div class="xt-acts"><button type="button" class="xt-btn" data-close>{text(keep)}</button>'
        f'<button type="submit" class="xt-btn xt-btn-danger">{text(verb)}</button></div></form></dialog>'
    )
