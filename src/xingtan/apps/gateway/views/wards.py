"""A guardian's page: children, their data to confirm, consents to give or take back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from xingtan.apps.gateway.forms.account import ConfirmationForm
from xingtan.apps.gateway.selectors.own_data import facts_of, open_confirmations, person_spoken_for
from xingtan.apps.gateway.selectors.wards import requests_shown, wards_shown
from xingtan.apps.gateway.services.consents import answer_consent
from xingtan.kernel.http.request import is_htmx
from xingtan.kernel.http.views import login_required
from xingtan.kernel.ui.toasts import add_toast
from xingtan.people.persons.errors import PersonNotFound
from xingtan.people.roster.selectors import stay_on

SAID = {
    "give": _("已同意。您随时可以撤回。"),
    "refuse": _("已记下您不同意，孩子上学不受影响。"),
    "withdraw": _("已撤回同意。"),
}


@login_required
@require_GET
def wards(request: HttpRequest) -> HttpResponse:
    context = {"wards": wards_shown(request.actor), "requests": requests_shown(request.actor), "tab": "wards"}
    return render(request, "gateway/wards.html", context)


@login_required
@require_GET
def ward(request: HttpRequest, person_id: int) -> HttpResponse:
    """One child's data, as registered."""
    person = person_spoken_for(request.actor, person_id)
    if person is None or person.pk == request.actor.person_id:
        raise PersonNotFound(person_id=person_id)
    context = {
        "person": person,
        "facts": facts_of(person),
        "stay": stay_on(person.pk, on=request.actor.on),
        "confirmation": open_confirmations([person.pk]).get(person.pk),
        "confirmation_form": ConfirmationForm(),
        "tab": "wards",
    }
    return render(request, "gateway/ward.html", context)


@login_required
@require_POST
def consent_answer(request: HttpRequest, consent_id: int, answer: str) -> HttpResponse:
    """Give, refuse or withdraw one consent."""
    answer_consent(actor=request.actor, consent_id=consent_id, answer=answer, now=timezone.now())
    add_toast(request, SAID[answer])
    if is_htmx(request):
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return redirect("gateway:account_wards")
