"""Data of charts, their titles stating what is so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from xingtan.apps.registry.selectors.organisations import GradeCount
from xingtan.kernel.i18n.dates import day_text
from xingtan.kernel.ui.components.values import number
from xingtan.people.roster.data import Stage


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What `ui_chart` takes."""

    title: str
    subtitle: str
    data: dict[str, Any]
    foot: str = ""


def _lists(name: str, values: Iterable[str], **more: str) -> list[str]:
    """Addresses of the pupil list, narrowed by each of these values and by what else is given."""
    return [f"{reverse('registry:pupil_list')}?{urlencode({name: value, **more})}" for value in values]


def _counted(on: date) -> str:
    return _("截至%(day)s，口径：当日在籍，含休学") % {"day": day_text(on)}


def grades(rows: Sequence[GradeCount], on: date, *, place: str) -> Chart:
    """Boys and girls by grade; the bars open to the pupils of a grade at `place`, unless that is empty."""
    boys, girls = sum(row.boys for row in rows), sum(row.girls for row in rows)
    return Chart(
        title=_("在籍%(total)s人，男生%(boys)s人，女生%(girls)s人")
        % {"total": number(boys + girls), "boys": number(boys), "girls": number(girls)},
        subtitle=_("各年级学生，单位：人"),
        data={
            "kind": "column",
            "categories": [row.name for row in rows],
            "links": _lists("grade", [row.code for row in rows], place=place) if place else [],
            "series": [
                {"name": _("男生"), "values": [row.boys for row in rows]},
                {"name": _("女生"), "values": [row.girls for row in rows]},
            ],
            "unit": _("人"),
        },
        foot=_counted(on),
    )


def three_years(rows: Sequence[tuple[str, Sequence[int]]], on: date, *, may_open: bool) -> Chart:
    """Pupils by stage on the same day of three years; the lines open to the pupils of a stage for who may list them."""
    totals = [sum(values[index] for _stage, values in rows) for index in range(3)]
    return Chart(
        title=_change_words(totals),
        subtitle=_("每年同一天在籍学生，单位：人"),
        data={
            "kind": "line",
            "categories": [str(on.year - 2), str(on.year - 1), str(on.year)],
            "series": [
                {"name": str(Stage(stage).label), "values": list(values), **({"url": url} if may_open else {})}
                for (stage, values), url in zip(rows, _lists("stage", [row[0] for row in rows]), strict=True)
            ],
            "unit": _("人"),
        },
        foot=_counted(on),
    )


def _change_words(totals: Sequence[int]) -> str:
    change = totals[2] - totals[0]
    if totals[0] == 0:
        return _("在籍学生%(now)s人") % {"now": number(totals[2])}
    if change == 0:
        return _("在籍学生%(now)s人，与两年前持平") % {"now": number(totals[2])}
    template = (
        _("在籍学生%(now)s人，比两年前多%(change)s人") if change > 0 else _("在籍学生%(now)s人，比两年前少%(change)s人")
    )
    return template % {"now": number(totals[2]), "change": number(abs(change))}


def grades_of_three_years(years: Sequence[tuple[int, Sequence[GradeCount]]], on: date) -> Chart:
    """Pupils by grade, this year beside the two before."""
    names: dict[str, str] = {}
    for _year, rows in years[::-1]:
        for row in rows:
            names.setdefault(row.name, row.code)
    totals = [sum(row.pupils for row in rows) for _year, rows in years]
    counts = [(str(year), {row.name: row.pupils for row in rows}) for year, rows in years]
    return Chart(
        title=_change_words(totals),
        subtitle=_("各年级学生三年对比，单位：人"),
        data={
            "kind": "column",
            "categories": list(names),
            "links": _lists("grade", names.values()),
            "series": [{"name": year, "values": [of_year.get(name) for name in names]} for year, of_year in counts],
            "unit": _("人"),
        },
        foot=_counted(on),
    )


def school_sizes(rows: Sequence[tuple[int, str, int]], on: date) -> Chart:
    """Schools (id, name, pupils), the largest first; a bar opens the school's card."""
    shown = list(rows)[:12]
    part = _("；只画最大的%(shown)s所，共%(all)s所") % {"shown": len(shown), "all": len(rows)}
    _pk, largest, most = shown[0]
    return Chart(
        title=_("规模最大的是%(name)s，%(count)s人") % {"name": largest, "count": number(most)},
        subtitle=_("各校在籍学生，单位：人"),
        data={
            "kind": "bar",
            "categories": [name for _pk, name, _count in shown],
            "links": [reverse("registry:organisation", args=[pk]) for pk, _name, _count in shown],
            "series": [{"name": _("学生"), "values": [count for _pk, _name, count in shown]}],
            "unit": _("人"),
        },
        foot=_counted(on) + (part if len(rows) > len(shown) else ""),
    )
