"""电教编配: what each school needs by its classes, who is there, naming and ending."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.views.decorators.http import require_GET, require_http_methods

from xingtan.apps.staffing import data, errors, services
from xingtan.apps.staffing.forms.planning import EndKeeperForm, KeeperForm
from xingtan.apps.staffing.models import EdtechKeeper
from xingtan.apps.staffing.selectors import edtech, posts
from xingtan.apps.staffing.services.finding import unit_to_manage
from xingtan.apps.staffing.views.answering import done, form_page, save
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import require
from xingtan.people.organisations.selectors import letterhead


@require_GET
@login_required
def edtech_list(request: HttpRequest) -> HttpResponse:
    """Schools by what they lack."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.may_anywhere(data.VIEW):
        raise NotPermitted(permission=data.VIEW)
    rows = edtech.school_keepers(actor, actor.on)
    context = {
        "rows": rows,
        "classes": sum(row.classes for row in rows),
        "needed": sum(row.needed for row in rows),
        "there": sum(row.there for row in rows),
        "part_time": sum(len(row.part_time) for row in rows),
        "missing": sum(row.missing for row in rows),
        "schools": sum(bool(row.missing) for row in rows),
        "each": settings.EDTECH_CLASSES,
        "organisation_name": letterhead(actor, data.VIEW),
        "on": actor.on,
    }
    return render(request, "staffing/edtech.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def keeper_appoint(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Name a keeper of a school's equipment."""
    actor = request.actor  # type: ignore[attr-defined]
    school = unit_to_manage(actor, organisation_id)
    form = KeeperForm(posted(request), people=posts.candidates(school, actor), initial={"starts_on": actor.on})
    back = reverse("staffing:edtech")
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        keeper = save(form, lambda: services.appoint_keeper(actor=actor, organisation_id=school.pk, **values))
        if keeper is not None:
            return done(request, back, _g("%(name)s已任电教人员") % {"name": keeper.record.person.name})
    return form_page(request, form, title=_g("增配电教人员"), verb=_g("任命"), back=back, lead=school.name)


@require_http_methods(["GET", "POST"])
@login_required
def keeper_end(request: HttpRequest, keeper_id: int) -> HttpResponse:
    """Let the duty end."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = EdtechKeeper.objects.visible_to(actor).select_related("record__person", "organisation")
    keeper = rows.filter(pk=keeper_id).first()
    if keeper is None:
        raise errors.RowNotFound
    require(actor, data.MANAGE, keeper.organisation.path)
    form = EndKeeperForm(posted(request), initial={"on": actor.on})
    back = reverse("staffing:edtech")
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        if save(form, lambda: services.end_keeper(actor=actor, keeper_id=keeper_id, on=on)) is not None:
            return done(request, back, _g("%(name)s不再任电教人员") % {"name": keeper.record.person.name})
    title = _g("结束电教人员：%(name)s") % {"name": keeper.record.person.name}
    return form_page(request, form, title=title, verb=_g("结束"), back=back, lead=keeper.organisation.name)
