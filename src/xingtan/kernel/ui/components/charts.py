"""Holder of a chart: title that states what is so, data for the island, and the table behind “看明细”."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from xingtan.kernel.ui.components.markup import text
from xingtan.kernel.ui.components.values import number

KINDS = frozenset({"bar", "column", "line", "dots", "share", "heat"})
_SCRIPT_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def chart(
    *,
    id: str,
    title: Any,
    data: Mapping[str, Any],
    subtitle: Any = "",
    foot: Any = "",
    is_tall: bool = False,
) -> SafeString:
    """A chart drawn by the island in the browser, readable without it.

    Args:
        data: {"kind": bar column line dots share heat, "categories": [label…],
            "series": [{"name", "values": [number or None…]}…], "unit": "%", "limit": {"value", "label"}}.
            bar: one name a row; share: parts of one whole, stacked in one bar per category; dots: values of a series
            are points on one scale, one series a row; heat: series are rows, categories columns.
            What opens to rows names them: "links" (an address for each category), "url" of a series.
    Raises:
        ValueError: a kind no chart is drawn for.
    """
    if data.get("kind") not in KINDS:
        raise ValueError(f"no chart kind {data.get('kind')!r}")
    payload = json.dumps(data, ensure_ascii=False, default=str).translate(_SCRIPT_ESCAPES)
    tall = " xt-chart-tall" if is_tall else ""
    below = f"<span>{text(foot)}</span>" if foot else "<span></span>"
    under = f"<span>{text(subtitle)}</span>" if subtitle else ""
    rows_label = _("看明细")
    return mark_safe(
        f'<figure class="xt-chart" id="{text(id)}" data-chart="{static("ui/chart.js")}">'
        f"<figcaption><b>{text(title)}</b>{under}</figcaption>"
        f'<div class="xt-chart-box{tall}" role="img" aria-label="{text(title)}"></div>'
        f'<script type="application/json">{payload}</script>'
        f'<div class="xt-chart-foot">{below}<details><summary>{rows_label}</summary>'
        f'<div class="xt-chart-rows">{_table(data)}</div></details></div></figure>'
    )


def _table(data: Mapping[str, Any]) -> str:
    series, categories = data["series"], data.get("categories") or []
    links = data.get("links") or ()
    heads = "".join(f'<th scope="col" class="xt-num">{_opening(one["name"], one.get("url"))}</th>' for one in series)
    longest = max([len(categories), *(len(one["values"]) for one in series)], default=0)
    rows = []
    for at in range(longest):
        name = categories[at] if at < len(categories) else at + 1
        cells = "".join(
            f'<td class="xt-num">{number(one["values"][at] if at < len(one["values"]) else None)}</td>'
            for one in series
        )
        url = links[at] if at < len(links) else ""
        rows.append(f'<tr><th scope="row">{_opening(name, url)}</th>{cells}</tr>')
    unit = data.get("unit")
    caption = text(_("单位：%(unit)s") % {"unit": unit}) if unit else ""
    caption = f"<caption>{caption}</caption>" if caption else ""
    corner = _("项目")
    return (
        f'<table class="xt-t">{caption}<thead><tr><th scope="col">{corner}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _opening(name: Any, url: str | None) -> str:
    """A name of the table, as a link where its rows can be opened."""
    return f'<a class="xt-link" href="{text(url)}">{text(name)}</a>' if url else text(name)
