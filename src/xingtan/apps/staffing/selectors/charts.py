"""Cards of the workbench: who works here, by age, title and subject."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _g

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models import StaffRecord
from xingtan.apps.staffing.selectors import words
from xingtan.apps.staffing.selectors.people import years_before
from xingtan.kernel.i18n.dates import day_text
from xingtan.kernel.prepared import Prepared, prepared, totals
from xingtan.kernel.scopes import Actor, under
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting

YEARS = 3
MOST_SUBJECTS = 10
AWARDED = ("3", "2", "1")


def _bands(on: date, born_on: str) -> dict[str, Q]:
    """Who belongs to each age band, as of a day."""
    return {
        code: Q(
            **{f"{born_on}__gt": years_before(on, oldest + 1), f"{born_on}__lte": years_before(on, youngest)},
        )
        for code, youngest, oldest in data.AGE_BANDS
    }


def ages_card(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Staff by age band on this day of each of the last three years, counted from postings then in force."""
    series = []
    for back, counted in AGES.items():
        [values] = counted(actor=actor) or [[0] * len(data.AGE_BANDS)]
        year = years_before(actor.on, back).year
        series.append({"name": _g("%(year)s年") % {"year": year}, "values": list(values)})
    if not any(series[-1]["values"]):
        return None
    foot = _g("截至%(day)s，口径：当日在岗") % {"day": day_text(actor.on)}
    return {"chart": _ages_chart(series) | {"foot": foot}}


def _ages_years_ago(back: int) -> Prepared:
    """Staff in each age band, on this day so many years ago."""

    @prepared
    def counted(*, actor: Actor) -> Any:
        day, reach = years_before(actor.on, back), under(actor.paths(data.VIEW), "organisation__path")
        here = Posting.objects.in_force(day).filter(reach, role__in=STAFF_ROLES).order_by()
        people = Person.objects.filter(pk__in=here.values("person_id"))  # somebody may have several postings
        return totals(people, **{code: Count("pk", filter=band) for code, band in _bands(day, "born_on").items()})

    return counted


AGES = {back: _ages_years_ago(back) for back in range(YEARS - 1, -1, -1)}


def _ages_chart(series: list[dict[str, Any]]) -> dict[str, Any]:
    first, last = (_share(one["values"]) for one in (series[0], series[-1]))
    if first is None:
        title = _g("35岁以下占%(share).1f%%") % {"share": last}
    elif last >= first:
        title = _g("35岁以下占%(share).1f%%，两年上升%(points).1f个点") % {"share": last, "points": last - first}
    else:
        title = _g("35岁以下占%(share).1f%%，两年下降%(points).1f个点") % {"share": last, "points": first - last}
    return {
        "title": title,
        "subtitle": _g("各年同一天在岗教职工，按年龄段，单位：人"),
        "data": {
            "kind": "column",
            "categories": [str(data.AGE_LABELS[code]) for code, _low, _high in data.AGE_BANDS],
            "links": _lists("ages", [code for code, _low, _high in data.AGE_BANDS]),
            "series": series,
            "unit": _g("人"),
        },
    }


def _lists(name: str, values: Iterable[str]) -> list[str]:
    """Addresses of the staff list, narrowed by each of these values."""
    return [f"{reverse('staffing:people')}?{urlencode({name: value})}" for value in values]


def _share(values: list[int]) -> float | None:
    return 100 * values[0] / sum(values) if sum(values) else None


def titles_card(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """How many titles were obtained in each of the last three calendar years, by the dates in the files."""
    years = list(range(actor.on.year - YEARS + 1, actor.on.year + 1))
    counted = {(code, year): count for code, year, count in _titles(actor=actor)}
    if not counted:
        return None
    series = [
        {"name": str(data.Title(code).label), "values": [counted.get((code, year), 0) for year in years], "url": url}
        for code, url in zip(AWARDED, _lists("title", AWARDED), strict=True)
    ]
    senior = sum(counted.get((code, year), 0) for code in ("1", "2") for year in years)
    chart = {
        "title": _g("三年有%(count)s人取得高级以上职称") % {"count": senior},
        "subtitle": _g("按取得职称的年份，单位：人"),
        "data": {
            "kind": "column",
            "categories": [_g("%(year)s年") % {"year": year} for year in years],
            "series": series,
            "unit": _g("人"),
        },
        "foot": _g("截至%(day)s，口径：人事档案登记的取得年份") % {"day": day_text(actor.on)},
    }
    return {"chart": chart}


@prepared
def _titles(*, actor: Actor) -> Any:
    """(title, year, how many obtained it)."""
    files = StaffRecord.objects.permitted(actor, data.VIEW).filter(title_code__in=AWARDED).order_by()
    recent = files.filter(title_since__year__gt=actor.on.year - YEARS)
    return recent.values_list("title_code", "title_since__year").annotate(Count("pk"))


def subjects_card(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """Teachers of a school by subject and age band."""
    names = ("subject_code", "all", *(code for code, _low, _high in data.AGE_BANDS))
    rows = [dict(zip(names, row, strict=True)) for row in _subjects(actor=actor)]
    if not rows:
        return None
    thin = [row for row in rows if row["under35"] == 0 and row["all"] > 1]
    if thin:
        title = _g("%(subject)s没有35岁以下的教师") % {"subject": words.code_word("subject", thin[0]["subject_code"])}
    else:
        title = _g("各学科都有35岁以下的教师")
    return {
        "chart": {
            "title": title,
            "subtitle": _g("专任教师，按学科和年龄段，单位：人"),
            "data": {
                "kind": "heat",
                "categories": [str(data.AGE_LABELS[code]) for code, _low, _high in data.AGE_BANDS],
                "series": [
                    {
                        "name": words.code_word("subject", row["subject_code"]),
                        "values": [row[code] for code, _low, _high in data.AGE_BANDS],
                        "url": url,
                    }
                    for row, url in zip(rows, _lists("subject", [row["subject_code"] for row in rows]), strict=True)
                ],
                "unit": _g("人"),
            },
            "foot": _g("截至%(day)s，口径：当日任教，任几科计几次") % {"day": day_text(actor.on)},
        }
    }


@prepared
def _subjects(*, actor: Actor) -> Any:
    """(subject, teachers, teachers of each age band), the largest first."""
    here = Posting.objects.in_force(actor.on).filter(under(actor.paths(data.VIEW), "organisation__path"))
    taught = here.filter(role="teacher").exclude(subject_code="").order_by()
    bands = _bands(actor.on, "person__born_on")
    aged = {code: Count("person_id", distinct=True, filter=band) for code, band in bands.items()}
    counted = taught.values_list("subject_code").annotate(all=Count("person_id", distinct=True), **aged)
    return counted.order_by("-all", "subject_code")[:MOST_SUBJECTS]
