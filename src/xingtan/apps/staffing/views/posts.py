"""关键岗位: which school lacks its first responsible person, its CIO, its head of educational technology."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.views.decorators.http import require_GET, require_http_methods

from xingtan.apps.staffing import data, errors, services
from xingtan.apps.staffing.forms import FillPostForm
from xingtan.apps.staffing.selectors import posts
from xingtan.apps.staffing.services.finding import unit_to_manage
from xingtan.apps.staffing.views.answering import done, form_page, save
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required
from xingtan.people.access.data import ROLES
from xingtan.people.postings import data as postings


@require_GET
@login_required
def post_list(request: HttpRequest) -> HttpResponse:
    """Schools by the three posts; the first sentence says how many are empty."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.may_anywhere(data.VIEW):
        raise NotPermitted(permission=data.VIEW)
    rows = posts.school_posts(actor)
    empty = sum(row.gap_count for row in rows)
    context = {
        "rows": rows,
        "heads": [_g("校（园）长") if role == "principal" else ROLES[role].label for role in data.PRIMARY_ROLES],
        "empty": empty,
        "schools": sum(bool(row.gap_count) for row in rows),
        "filled": len(rows) * len(data.PRIMARY_ROLES) - empty,
        "total": len(rows) * len(data.PRIMARY_ROLES),
    }
    return render(request, "staffing/posts.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def post_fill(request: HttpRequest, organisation_id: int, role: str) -> HttpResponse:
    """Name somebody of the school for one of its posts."""
    actor = request.actor  # type: ignore[attr-defined]
    unit = unit_to_manage(actor, organisation_id, postings.MANAGE)
    if role not in data.PRIMARY_ROLES:
        raise errors.OrganisationNotFound
    people = posts.candidates(unit, actor)
    form = FillPostForm(posted(request), people=people, initial={"starts_on": actor.on})
    back, label = reverse("staffing:posts"), ROLES[role].label
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        posting = save(form, lambda: services.fill_post(actor=actor, organisation_id=unit.pk, role=role, **values))
        if posting is not None:
            words = _g("%(name)s任%(unit)s%(post)s") % {
                "name": posting.person.name,
                "unit": unit.display_name,
                "post": posting.display_title,
            }
            return done(request, back, words)
    title = _g("任命%(post)s") % {"post": label}
    return form_page(request, form, title=title, verb=_g("任命"), back=back, lead=unit.name)
