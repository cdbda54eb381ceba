"""教职工统计: the staff as of a day, last year beside it, each number opened to its people."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _g
from django.views.decorators.http import require_GET

from xingtan.apps.staffing import data
from xingtan.apps.staffing.selectors import places
from xingtan.apps.staffing.selectors import statistics as selectors
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.views import login_required
from xingtan.people.organisations.selectors import letterhead

FIRST_DAY = date(1950, 1, 1)


def _day(request: HttpRequest) -> date:
    """The day in the address, within reason; today when there is none or it makes no sense."""
    today: date = request.actor.on  # type: ignore[attr-defined]
    try:
        wanted = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today
    return wanted if FIRST_DAY <= wanted <= today else today


@require_GET
@login_required
def statistics(request: HttpRequest) -> HttpResponse:
    """Figures by title, education, age, sex, payroll and subject; with `by` and `value` the people behind one."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.may_anywhere(data.VIEW):
        raise NotPermitted(permission=data.VIEW)
    on = _day(request)
    now = selectors.members(actor, on)
    context: dict[str, Any] = {
        "on": on,
        "is_today": on == actor.on,
        "total": len(now),
        "reach": places.reach_words(actor),
        "organisation_name": letterhead(actor, data.VIEW),
    }
    division = selectors.DIVISIONS.get(request.GET.get("by", ""))
    if division is not None:
        value = request.GET.get("value", "")
        rows = [one for one in now if division.value(one) == value]
        label = next((one.label for one in selectors.figures(division, rows, [])), _g("没有这样的人"))
        return render(
            request, "staffing/statistics_rows.html", {**context, "rows": rows, "label": label, "division": division}
        )
    before = selectors.members(actor, selectors.year_before(on))
    context |= {
        "before": len(before),
        "before_on": selectors.year_before(on),
        "parts": [(division, selectors.figures(division, now, before)) for division in selectors.DIVISIONS.values()],
        "ratios": selectors.ratios(actor, on),
    }
    return render(request, "staffing/statistics.html", context)
