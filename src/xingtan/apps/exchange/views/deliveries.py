"""Deliveries: asking for one, how far it is, downloading it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xingtan.apps.exchange import services, tasks
from xingtan.apps.exchange.data import MANAGE, RELEASABLE, DeliveryMode
from xingtan.apps.exchange.forms import DeliveryForm
from xingtan.apps.exchange.selectors import partners
from xingtan.apps.exchange.selectors import sets as selectors
from xingtan.apps.exchange.texts import file_name
from xingtan.apps.exchange.views.answering import form_page, save
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import require


@require_http_methods(["GET", "POST"])
@login_required
def delivery_ask(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Ask for a delivery."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    partner = partners.partner_of(actor, partner_id)
    require(actor, MANAGE, partner.organisation.path)
    places = partners.scopes_of(partner)
    initial = {"mode": DeliveryMode.BULK, "organisation_id": partner.organisation_id}
    form = DeliveryForm(request.POST if request.method == "POST" else None, places=places, initial=initial)
    if request.method == "POST" and form.is_valid():
        values, now = form.cleaned_data, timezone.now()
        asked = save(form, lambda: services.ask_delivery(actor=actor, partner_id=partner.pk, now=now, **values))
        if asked is not None:
            url = reverse("exchange:delivery", args=[asked.pk])
            tasks.make_delivery.enqueue_for(
                actor,
                label=_("生成交付 %(partner)s") % {"partner": partner.name},
                key=selectors.delivery_key(asked.pk),
                url=url,
                delivery_id=asked.pk,
                account_id=actor.account_id,
                person_id=actor.person_id,
            )
            return redirect(url)
    names = _("、").join(str(name) for name in partners.released_names(partner)) or _("无，只有姓名")
    lead = _("可交付的个人信息：%(names)s。") % {"names": names}
    back = reverse("exchange:partner", args=[partner.pk])
    return form_page(request, form, title=_("交付本区名册"), verb=_("生成"), back=back, crumb=partner.name, lead=lead)


@require_GET
@login_required
def delivery(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """What a delivery holds, or how far it is."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = selectors.delivery_of(actor, delivery_id)
    context = {
        "delivery": found,
        "partner": found.partner,
        "run": selectors.run_under(selectors.delivery_key(found.pk)),
        "files": [{"name": file_name(file), "file": file, "count": count} for file, count in found.counts.items()],
        "total": sum(found.counts.values()),
        "released": [RELEASABLE[field] for field in found.released],
        "may_manage": actor.may(MANAGE, found.partner.organisation.path),
    }
    return render(request, "exchange/delivery.html", context)


@require_POST
@login_required
def delivery_download(request: HttpRequest, delivery_id: int) -> HttpResponseBase:
    """Hand the zip out; the journal says to whom."""
    found, content = services.open_delivery(actor=request.actor, delivery_id=delivery_id)  # type: ignore[attr-defined]
    name = f"oneroster-{found.mode}-{found.pk}.zip"
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")
