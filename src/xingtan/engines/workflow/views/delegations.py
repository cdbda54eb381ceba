"""Delegations: the list, giving one, ending one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xingtan.engines.workflow import services
from xingtan.engines.workflow.forms import DelegationForm
from xingtan.engines.workflow.selectors import lists, naming
from xingtan.engines.workflow.selectors.flows import kinds
from xingtan.engines.workflow.views.answering import done, form_page, save
from xingtan.kernel.http.views import login_required


@require_GET
@login_required
def delegations(request: HttpRequest) -> HttpResponse:
    """What the actor gave and was given."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    return render(request, "workflow/delegations.html", {"rows": lists.delegations_of(actor)})


@require_http_methods(["GET", "POST"])
@login_required
def delegation_add(request: HttpRequest) -> HttpResponse:
    """Let somebody do one's parts for a time."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    choices = [(kind.code, kind.label) for kind in kinds()]
    initial = {"starts_on": actor.on, "ends_on": actor.on}
    data = request.POST if request.method == "POST" else None
    form = DelegationForm(data, actor=actor, kinds=choices, initial=initial)
    back = reverse("workflow:delegations")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        values = {"starts_on": given["starts_on"], "ends_on": given["ends_on"], "kinds": given.get("kinds", ())}
        deputy = given["people"][0]
        made = save(form, lambda: services.delegate(actor=actor, deputy_id=deputy.pk, now=timezone.now(), **values))
        if made is not None:
            return done(request, back, _("已委托%(name)s代办。") % {"name": deputy.name})
    return form_page(
        request,
        form,
        title=_("委托他人代办"),
        verb=_("委托"),
        back=back,
        lead=_("委托期间，等您办理的事项他也能办，记录里写明是代您办的。"),
        names=naming.offered(actor),
        crumb=_("委托"),
        crumb_back=back,
    )


@require_POST
@login_required
def delegation_end(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """End a delegation at once."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    services.cancel_delegation(actor=actor, delegation_id=delegation_id, now=timezone.now())
    return done(request, reverse("workflow:delegations"), _("委托已收回。"))
