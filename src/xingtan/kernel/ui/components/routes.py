"""A route of steps as a picture: what is done, where it stands, what is still to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from unicodedata import east_asian_width

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from xingtan.kernel.ui.components.markup import text

WIDTH, LEFT, PAD, LINE, GAP = 340, 36, 10, 19, 18
ROOM = 42  # half-widths of text that fit in a box
STATES = ("done", "now", "skipped", "stopped")


def state_words(state: str) -> str:
    """What a box's mark means; "" for what is still to come."""
    return {"done": _("已办"), "now": _("现在在这里"), "skipped": _("没有走"), "stopped": _("在这里结束")}.get(
        state, ""
    )


def route(boxes: Iterable[Mapping[str, Any]], *, label: Any = "") -> SafeString:
    """Steps from top to bottom; it prints, fits a phone and is read out as one sentence for each step.

    Args:
        boxes: {"label", "lines" (what stands under it), "state", "is_optional"}; state: done now skipped stopped, ""
            for what is still to come. An optional step has a dashed border.
    """
    rows = list(boxes)
    parts: list[str] = []
    said: list[str] = []
    top = 2
    for at, row in enumerate(rows, start=1):
        lines = [str(line) for line in row.get("lines", ()) if line]
        height = 2 * PAD + LINE * (1 + len(lines)) - 4
        parts.append(_box(at, row, lines, top, height))
        if at < len(rows):
            parts.append(f'<path class="xt-r-way" d="M18 {top + height / 2 + 13:.0f}V{top + height + GAP + 8:.0f}"/>')
        words = [str(row["label"]), *lines, state_words(str(row.get("state", "")))]
        said.append(f"{at} " + _("，").join(filter(None, words)))
        top += height + GAP
    named = text(label or _("流程图"))
    return mark_safe(
        f'<svg class="xt-route" viewBox="0 0 {WIDTH} {top - GAP + 2}" role="img" aria-label="{named}">'
        f"<desc>{text(_('。').join(said))}</desc>{''.join(parts)}</svg>"
    )


def _box(at: int, row: Mapping[str, Any], lines: list[str], top: int, height: int) -> str:
    state = str(row.get("state", ""))
    css = f" xt-r-{state}" if state in STATES else ""
    dashed = " xt-r-optional" if row.get("is_optional") else ""
    middle = top + height / 2
    words = [f'<text class="xt-r-name" x="{LEFT + 12}" y="{top + PAD + 13}">{text(_cut(str(row["label"])))}</text>']
    for line_at, line in enumerate(lines, start=1):
        words.append(f'<text x="{LEFT + 12}" y="{top + PAD + 13 + LINE * line_at}">{text(_cut(line))}</text>')
    full = " ".join([str(row["label"]), *lines])
    return (
        f'<g class="xt-r-step{css}{dashed}"><title>{text(full)}</title>'
        f'<rect x="{LEFT}" y="{top}" width="{WIDTH - LEFT - 2}" height="{height}" rx="6"/>'
        f'<circle cx="18" cy="{middle:.0f}" r="12"/><text class="xt-r-number" x="18" y="{middle + 4.5:.1f}">{at}</text>'
        f"{''.join(words)}</g>"
    )


def _cut(words: str) -> str:
    """As much as fits in a box; the whole stands in the title and the description."""
    room = ROOM
    for at, letter in enumerate(words):
        room -= 2 if east_asian_width(letter) in "WF" else 1
        if room < 0:
            return words[: at - 1] + "…"
    return words
