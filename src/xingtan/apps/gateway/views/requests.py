"""A guardian's own request: put right what the homeroom teacher asked about, or take it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from xingtan.apps.gateway.forms.phone import AmendForm
from xingtan.apps.gateway.selectors.wards import own_request
from xingtan.apps.gateway.services import joining as services
from xingtan.kernel.errors import DomainError
from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.ui.toasts import add_toast


@login_required
@require_http_methods(["GET", "POST"])
def request_amend(request: HttpRequest, guardianship_id: int) -> HttpResponse:
    """What the teacher asked to put right, and a form to do so."""
    found = own_request(request.actor, guardianship_id)
    initial = {"relation": found.guardianship.relation, "name": found.guardianship.guardian.name}
    form = AmendForm(posted(request), initial=initial, may_rename=found.may_rename)
    if request.method == "POST" and form.is_valid():
        try:
            services.amend_own_request(
                actor=request.actor, guardianship_id=guardianship_id, values=form.cleaned_data, now=timezone.now()
            )
        except DomainError as error:
            form.add_error("name" if "name" in str(error.code) else None, str(error))
        else:
            add_toast(request, _("已重新提交，请等班主任确认。"))
            return redirect("gateway:account_wards")
    context = {"found": found, "form": form, "tab": "wards"}
    return render(request, "gateway/request_amend.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def request_withdraw(request: HttpRequest, guardianship_id: int) -> HttpResponse:
    """Take a request back."""
    own_request(request.actor, guardianship_id)
    services.withdraw_own_request(actor=request.actor, guardianship_id=guardianship_id, now=timezone.now())
    add_toast(request, _("申请已撤回。"))
    return redirect("gateway:account_wards")
