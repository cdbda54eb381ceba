"""Facts and their history: masked values, old and new, steps, timeline of postings, equation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from xingtan.kernel.ui.components.markup import text
from xingtan.kernel.ui.components.values import UNKNOWN, number


def masked(
    value: Any, *, reveal_url: str = "", what: Any = "", hint: Any = "", needs_reason: bool = False
) -> SafeString:
    """A masked value with 查看. The address is asked by POST, answers with the value, and records who looked.

    Args:
        reveal_url: empty where this actor may not look.
        what: the fact's name, read out with the button.
        needs_reason: ask for a reason first; it is posted as `reason`.
    """
    if value is None or value == "":
        return mark_safe(UNKNOWN)
    if not reveal_url:
        return mark_safe(f'<span class="xt-nw">{text(value)}</span>')
    told = hint or _("查看会记入审计，本人可见")
    look = _("查看")
    look_at = text(_("查看%(what)s") % {"what": what})
    if needs_reason:
        return _masked_with_reason(text(value), conditional_escape(reveal_url), look, look_at, text(told))
    return mark_safe(
        f'<span data-masked><span class="xt-nw" data-value>{text(value)}</span>'
        f'<button type="button" class="xt-reveal" hx-post="{conditional_escape(reveal_url)}"'
        f' hx-target="previous [data-value]" hx-swap="innerHTML" data-reveal aria-label="{look_at}">{look}</button>'
        f"<small>{text(told)}</small></span>"
    )


def _masked_with_reason(value: str, url: str, look: str, look_at: str, told: str) -> SafeString:
    why = _("查看事由")
    return mark_safe(
        f'<form class="xt-reveal-form" data-masked hx-post="{url}" hx-target="find [data-value]" hx-swap="innerHTML">'
        f'<span class="xt-nw" data-value>{value}</span><details class="xt-menu"><summary class="xt-reveal"'
        f' aria-label="{look_at}">{look}</summary><div class="xt-menu-list"><label class="xt-field"><span>{why}</span>'
        '<input type="text" name="reason" maxlength="80" autocomplete="off" required></label>'
        f'<button class="xt-btn xt-btn-s xt-gap-s" type="submit">{look}</button></div></details>'
        f"<small>{told}</small></form>"
    )


def change(old: Any, new: Any) -> SafeString:
    """Old struck on red, new on green; a missing side is left out."""
    parts = []
    if old not in (None, ""):
        parts.append(f'<del class="xt-old">{text(old)}</del>')
    if new not in (None, ""):
        parts.append(f'<ins class="xt-new">{text(new)}</ins>')
    return mark_safe(" ".join(parts))


def steps(labels: Sequence[Any], *, current: int, label: Any = "") -> SafeString:
    """A route: done in ink, now in apricot, to come hollow. `current` counts from 1; one past the end: all done."""
    parts = []
    for at, words in enumerate(labels, start=1):
        state = ' class="xt-done"' if at < current else ' aria-current="step"' if at == current else ""
        parts.append(f"<li{state}><i>{at}</i>{text(words)}</li>")
    named = text(label or _("步骤"))
    return mark_safe(f'<ol class="xt-steps" aria-label="{named}">{"".join(parts)}</ol>')


def equation(total: Mapping[str, Any], parts: Iterable[Mapping[str, Any]]) -> SafeString:
    """A sum written as an equation and drawn as a bar.

    Args:
        total: {"label", "value"}.
        parts: {"label", "value", "tone"}; tone: rest 1 2 3 4 5 red yellow green.
    """
    rows = list(parts)
    words = [f"<div><b>{number(total['value'])}</b><span>{text(total['label'])}</span></div>"]
    rects = []
    whole = sum(row["value"] for row in rows) or 1
    at = 0.0
    for index, row in enumerate(rows):
        tone = str(row.get("tone", "rest"))
        red = ' class="xt-eq-red"' if tone == "red" and row["value"] else ""
        words.append(
            f'<i aria-hidden="true">{"+" if index else "="}</i>'
            f"<div{red}><b>{number(row['value'])}</b><span>{text(row['label'])}</span></div>"
        )
        width = 1000 * row["value"] / whole
        if width:
            shown = max(3.0, width - 2)
            rects.append(f'<rect class="xt-f-{tone}" x="{at:.1f}" width="{shown:.1f}" height="8"/>')
        at += width
    return mark_safe(
        f'<div class="xt-eq">{"".join(words)}</div><svg class="xt-eq-bar" viewBox="0 0 1000 8"'
        f' preserveAspectRatio="none" aria-hidden="true">{"".join(rects)}</svg>'
    )


LEFT, RIGHT, ROW, BAR = 150, 782, 32, 20


def gantt(rows: Iterable[Mapping[str, Any]], *, today: date, label: Any = "") -> SafeString:
    """Postings over the years, with today's line.

    Args:
        rows: {"label" (unit), "text" (in the bar), "starts_on", "ends_on" or None, "tone"}; tone: rest 1 2 3 4 5.
        today: where the line stands; open rows run to it.
    """
    spans = sorted(rows, key=lambda row: row["starts_on"])
    if not spans:
        return mark_safe("")
    first = min(row["starts_on"] for row in spans).year
    last = max([today.year, *((row["ends_on"] or today).year for row in spans)]) + 1
    days = (date(last, 1, 1) - date(first, 1, 1)).days

    def x(day: date) -> float:
        return LEFT + (RIGHT - LEFT) * max(0, min(days, (day - date(first, 1, 1)).days)) / days

    height = len(spans) * ROW + 36
    parts = _gantt_axis(first, last, x, height)
    for at, row in enumerate(spans):
        parts.append(
            _gantt_row(row, x(row["starts_on"]), x(row["ends_on"] or max(today, row["starts_on"])), 16 + at * ROW)
        )
    now, today_word, named = x(today), _("今天"), text(label or _("任职时间线"))
    parts.append(
        f'<path class="xt-g-now" d="M{now:.1f} 2v{height - 22}"/>'
        f'<text class="xt-g-today" x="{now - 6:.1f}" y="11" text-anchor="end">{today_word}</text>'
    )
    return mark_safe(
        f'<div class="xt-scroll xt-scroll-end" tabindex="0" role="group" aria-label="{named}">'
        f'<svg class="xt-gantt" viewBox="0 0 800 {height}" role="img" aria-label="{named}">{"".join(parts)}</svg></div>'
    )


def _gantt_axis(first: int, last: int, x: Any, height: int) -> list[str]:
    every = next((gap for gap in (1, 2, 5, 10) if (last - first) / gap <= 10), 20)
    parts = []
    for year in range(first + (-first % every), last + 1, every):
        at = x(date(year, 1, 1))
        parts.append(
            f'<path class="xt-g-grid" d="M{at:.1f} 8v{height - 30}"/>'
            f'<text class="xt-g-axis" x="{at:.1f}" y="{height - 6}">{year}</text>'
        )
    return parts


def _gantt_row(row: Mapping[str, Any], start: float, end: float, top: int) -> str:
    tone = str(row.get("tone", "1"))
    width = max(4.0, end - start)
    words = str(row.get("text", ""))
    fits = width >= 13 * len(words) + 12
    name = str(row["label"])
    if len(name) > 11:
        name = name[:10] + "…"
    inside = "xt-g-in-rest" if tone == "rest" else "xt-g-in"
    label = (
        f'<text class="{inside}" x="{start + 8:.1f}" y="{top + 14.5}">{text(words)}</text>'
        if fits
        else f'<text x="{start - 6:.1f}" y="{top + 14.5}" text-anchor="end">{text(words)}</text>'
        if start - LEFT > 13 * len(words) + 10
        else f'<text x="{start + width + 6:.1f}" y="{top + 14.5}">{text(words)}</text>'
    )
    return (
        f'<g><title>{text(row["label"])} {text(words)}</title><text x="0" y="{top + 14.5}">{text(name)}</text>'
        f'<rect class="xt-f-{tone}" x="{start:.1f}" y="{top}" width="{width:.1f}" height="{BAR}" rx="3"/>{label}</g>'
    )
