"""Things that say a state: lamp, tag, notice bar, empty, progress, toast, figure."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from xingtan.kernel.i18n.dates import is_chinese
from xingtan.kernel.ui.components.markup import dotted, icon, text
from xingtan.kernel.ui.components.values import due, number

TONES = {"red", "yellow", "green", "none", "yours"}
TOASTS = {"good": "", "warn": " xt-toast-yellow", "bad": " xt-toast-red", "plain": " xt-toast-plain"}


def lamp(words: Any, *, tone: str = "none") -> SafeString:
    """红■ 黄▲ 绿● 未开始○ 轮到您◉, always with words."""
    if tone not in TONES:
        raise ValueError(f"no lamp tone {tone!r}")
    return mark_safe(f'<span class="xt-lamp xt-lamp-{tone}">{text(words)}</span>')


def due_lamp(due_on: date | None, *, empty: Any = "") -> SafeString:
    """The lamp of a deadline: “超期2天”, “剩1天”, “9月28日”; nothing (or `empty`) without one."""
    if due_on is None:
        return conditional_escape(empty)
    tone, words = due(due_on)
    return lamp(words, tone=tone)


def badge(words: Any, *, tone: str = "") -> SafeString:
    """A small tag, grey unless the colour says something: line red yellow green blue mark."""
    css = f"xt-tag xt-tag-{tone}" if tone else "xt-tag"
    return mark_safe(f'<span class="{css}">{text(words)}</span>')


def figure(
    label: Any, value: Any, *, unit: Any = "", detail: Any = "", url: str = "", places: int | None = None
) -> SafeString:
    """One figure of the strip; with `url` the number opens to its rows."""
    small = f"<small>{text(unit)}</small>" if unit else ""
    below = f"<em>{dotted(detail)}</em>" if detail else ""
    inner = f"<span>{text(label)}</span><b>{text(number(value, places))}{small}</b>{below}"
    if url:
        return mark_safe(f'<a class="xt-fig" href="{conditional_escape(url)}">{inner}</a>')
    return mark_safe(f'<div class="xt-fig">{inner}</div>')


def empty(what: Any, *, why: Any = "", action: Any = "", url: str = "") -> SafeString:
    """What would be here, why it is not, one next step."""
    reason = f"<p>{text(why)}</p>" if why else ""
    step = f'<a class="xt-btn" href="{conditional_escape(url)}">{text(action)}</a>' if action and url else ""
    return mark_safe(f'<div class="xt-empty"><p><b>{text(what)}</b></p>{reason}{step}</div>')


def bar(done: float, total: float, *, due_at: float | None = None) -> SafeString:
    """A thin bar; `due_at` (same unit) marks where it should stand by today. The words stand beside it."""
    share = 0 if not total else max(0.0, min(100.0, 100 * done / total))
    mark = ""
    if due_at is not None and total:
        mark = f'<rect class="xt-bar-due" x="{min(99.0, 100 * due_at / total):.1f}%" width="1.5" height="6"/>'
    return mark_safe(
        '<svg class="xt-bar" aria-hidden="true"><rect class="xt-bar-bg" width="100%" height="6" rx="3"/>'
        f'<rect class="xt-bar-fg" width="{share:.1f}%" height="6" rx="3"/>{mark}</svg>'
    )


def ring(percent: float | None, *, label: Any, series: int = 1) -> SafeString:
    """A share as a ring with its number inside; `label` is read out."""
    length = 188.5 * max(0.0, min(100.0, percent or 0)) / 100
    words = number(percent, 1) + ("%" if percent is not None else "")
    return mark_safe(
        f'<svg class="xt-ring" viewBox="0 0 72 72" role="img" aria-label="{text(label)} {words}">'
        '<circle cx="36" cy="36" r="30"/>'
        f'<circle class="xt-ring-on xt-ring-{series}" cx="36" cy="36" r="30" stroke-dasharray="{length:.1f} 188.5"'
        f' transform="rotate(-90 36 36)"/><text x="36" y="41">{words}</text></svg>'
    )


def progress(
    done: int, total: int, *, verb: Any, unit: Any = "", seconds_left: int | None = None, url: str = "", ident: str = ""
) -> SafeString:
    """“已导入812/1284行，约40秒”. With `url` it fetches itself again every second until the answer has no `url`.

    The address answers 304 while nothing changed, so that waiting costs nearly nothing.
    """
    gap = "" if is_chinese() else " "
    words = gap.join(filter(None, (text(verb), f"{number(done)}/{number(total)}", text(unit))))
    if seconds_left is not None:
        words += text(_("，约%(seconds)s秒") % {"seconds": seconds_left})
    poll = f' data-poll="1" hx-get="{conditional_escape(url)}" hx-trigger="xt:poll" hx-swap="outerHTML"' if url else ""
    known = f' id="{text(ident)}"' if ident else ""
    share = f' value="{done}" max="{total}"' if total else ""
    return mark_safe(
        f'<div class="xt-progress"{known}{poll}><span>{words}</span>'
        f'<progress{share} aria-label="{words}"></progress></div>'
    )


def toast(words: Any, *, tone: str = "good", undo_url: str = "", detail: Any = "", csrf: str = "") -> SafeString:
    """A notice at the lower left: 6 seconds, longer with 撤销. `tone`: good warn bad plain; bad ones stay."""
    undo_word, close_word = _("撤销"), _("关闭")
    css = TOASTS[tone]
    stays = " data-stay" if tone == "bad" else ""
    more = f"<br><small>{text(detail)}</small>" if detail else ""
    undo = ""
    if undo_url:
        url = conditional_escape(undo_url)
        undo = (
            f'<form method="post" action="{url}" hx-post="{url}" hx-swap="none">'
            f'<input type="hidden" name="csrfmiddlewaretoken" value="{csrf}">'
            f'<button class="xt-link" type="submit">{undo_word}</button></form>'
        )
    return mark_safe(
        f'<div class="xt-toast{css}" data-toast{stays}><p>{text(words)}{more}</p>{undo}'
        f'<button type="button" class="xt-toast-close" data-toast-close aria-label="{close_word}">'
        f"{icon('close', size='small')}</button></div>"
    )
