"""As whom one acts: the posting switch of the side."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xingtan.apps.gateway.errors import PostingNotHeld
from xingtan.kernel.http.request import is_htmx
from xingtan.kernel.http.views import login_required
from xingtan.kernel.ui.toasts import add_toast
from xingtan.people.postings.selectors import postings_of

POSTING = "posting_id"


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def switch(request: HttpRequest) -> HttpResponse:
    """The menu of one's postings; choosing one narrows the rights to it, “all” takes them together."""
    held = postings_of(person_id=request.actor.person_id, on=request.actor.on)
    if request.method == "GET":
        context = {"postings": held, "chosen": request.session.get(POSTING)}
        return render(request, "gateway/_switch.html" if is_htmx(request) else "gateway/switch.html", context)
    wanted = request.POST.get("posting_id", "")
    if wanted in ("", "all"):
        request.session.pop(POSTING, None)
        add_toast(request, _("现在按全部职务办事。"), tone="plain")
    else:
        posting = next((posting for posting in held if str(posting.pk) == wanted), None)
        if posting is None:
            raise PostingNotHeld
        request.session[POSTING] = posting.pk
        words = _("现在以%(organisation)s%(title)s的身份办事。")
        values = {"organisation": posting.organisation.name, "title": posting.display_title}
        add_toast(request, words % values, tone="plain")
    address = resolve_url(settings.LOGIN_REDIRECT_URL)
    if is_htmx(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return redirect(address)
