"""Partners: the list, the card, registering and editing, handing back what is held."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xingtan.apps.exchange import services
from xingtan.apps.exchange.data import MANAGE, VIEW
from xingtan.apps.exchange.forms import AddPartnerForm, PartnerForm
from xingtan.apps.exchange.selectors import partners as selectors
from xingtan.apps.exchange.tables import PartnerTable
from xingtan.apps.exchange.views.answering import done, form_page, save
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import require
from xingtan.kernel.tables import api as tables
from xingtan.people.organisations.selectors import letterhead

FIELDS = tuple(PartnerForm.base_fields)


@require_GET
@login_required
def partner_list(request: HttpRequest) -> HttpResponseBase:
    """All partners within reach."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not actor.may_anywhere(VIEW):
        raise NotPermitted(permission=VIEW)
    add = {"label": _("登记对接系统"), "url": reverse("exchange:partner_add"), "is_primary": True}
    context = {
        "organisation_name": letterhead(actor, VIEW),
        "actions": [add] if actor.may_anywhere(MANAGE) else [],
        "subtitle": _("与其他系统互换学校、人员和班级名册。先核对差异，再采用。"),
    }
    return tables.respond(request, PartnerTable, selectors.partners_of, context=context)


@require_http_methods(["GET", "POST"])
@login_required
def partner_add(request: HttpRequest) -> HttpResponse:
    """Register a partner."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not actor.may_anywhere(MANAGE):
        raise NotPermitted(permission=MANAGE)
    places = selectors.places_for_partners(actor)
    form = AddPartnerForm(request.POST if request.method == "POST" else None, places=places)
    if request.method == "POST" and form.is_valid():
        partner = save(form, lambda: services.add_partner(actor=actor, **form.cleaned_data))
        if partner is not None:
            words = _("“%(name)s”已登记。") % {"name": partner.name}
            return done(request, reverse("exchange:partner", args=[partner.pk]), words)
    back = reverse("exchange:partners")
    return form_page(request, form, title=_("登记对接系统"), verb=_("登记"), back=back)


@require_GET
@login_required
def partner(request: HttpRequest, partner_id: int) -> HttpResponse:
    """What passes between a partner and us."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = selectors.partner_of(actor, partner_id)
    context = {
        "partner": found,
        "may_manage": actor.may(MANAGE, found.organisation.path),
        "held": selectors.held_counts(found),
        "sets": selectors.recent_sets(found),
        "deliveries": selectors.recent_deliveries(found),
        "released": selectors.released_names(found),
    }
    return render(request, "exchange/partner.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def partner_edit(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Change what is written about a partner."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = selectors.partner_of(actor, partner_id)
    require(actor, MANAGE, found.organisation.path)
    back = reverse("exchange:partner", args=[found.pk])
    initial = {name: getattr(found, name) for name in FIELDS}
    form = PartnerForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if save(form, lambda: services.update_partner(actor=actor, partner_id=found.pk, **values)) is not None:
            return done(request, back, _("“%(name)s”已保存。") % {"name": values["name"]})
    return form_page(request, form, title=_("修改对接系统"), verb=_("保存"), back=back, lead=found.name)


@require_POST
@login_required
def partner_held(request: HttpRequest, partner_id: int) -> HttpResponseBase:
    """Hand out everything held of a partner, as the partner wrote it."""
    found, content = services.return_held(actor=request.actor, partner_id=partner_id)  # type: ignore[attr-defined]
    return FileResponse(
        content, as_attachment=True, filename=f"oneroster-{found.pk}.zip", content_type="application/zip"
    )
