"""Applications a school takes (按需选用) and the pilot flag."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xingtan.apps.gateway.selectors.applications import choices_of, schools_managed
from xingtan.apps.gateway.services import applications as writes
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.ui.toasts import add_toast
from xingtan.people.organisations.data import MANAGE
from xingtan.people.organisations.selectors import bureau


@login_required
@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    if not request.actor.may_anywhere(MANAGE):
        raise NotPermitted(permission=MANAGE)
    schools = schools_managed(request.actor)
    wanted = request.GET.get("organisation", "")
    chosen = next((school for school in schools if str(school.pk) == wanted), schools[0] if schools else None)
    over = bureau()
    context = {
        "schools": schools,
        "chosen": chosen,
        "choices": choices_of(chosen) if chosen else [],
        "may_pilot": over is not None and request.actor.may(MANAGE, over.path),
    }
    return render(request, "gateway/applications.html", context)


@login_required
@require_POST
def application_switch(request: HttpRequest, organisation_id: int, application: str) -> HttpResponse:
    is_on = request.POST.get("is_on") == "1"
    writes.switch(
        actor=request.actor,
        organisation_id=organisation_id,
        application=application,
        is_on=is_on,
        now=timezone.now(),
    )
    add_toast(request, _("已开通。") if is_on else _("已停用，师生的导航里不再出现；数据都保留。"))
    return _back(organisation_id)


@login_required
@require_POST
def pilot_switch(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The bureau names pilots; a school cannot name itself."""
    over = bureau()
    if over is None or not request.actor.may(MANAGE, over.path):
        raise NotPermitted(permission=MANAGE)
    is_pilot = request.POST.get("is_pilot") == "1"
    writes.set_pilot(actor=request.actor, organisation_id=organisation_id, is_pilot=is_pilot)
    add_toast(request, _("已列为数字校园试点。") if is_pilot else _("已不再是数字校园试点。"))
    return _back(organisation_id)


def _back(organisation_id: int) -> HttpResponse:
    return redirect(f"{reverse('gateway:applications')}?organisation={organisation_id}")
