"""The agreements everybody is asked for, and publishing a new version of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xingtan.apps.gateway.errors import AgreementUnchanged, VersionTaken
from xingtan.apps.gateway.forms.agreements import AgreementForm
from xingtan.apps.gateway.selectors import agreements as reads
from xingtan.apps.gateway.services.agreements import publish_agreement, require_publisher
from xingtan.kernel.errors import NotFound
from xingtan.kernel.http.views import login_required
from xingtan.kernel.ui.toasts import add_toast
from xingtan.people.accounts.data import ASKED_OF_EVERYBODY, AgreementKind


@login_required
@require_GET
def agreements(request: HttpRequest) -> HttpResponse:
    """Each agreement with all its versions."""
    require_publisher(request.actor)
    return render(request, "gateway/agreements.html", {"kept": reads.agreements_kept()})


@login_required
@require_http_methods(["GET", "POST"])
def agreement_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Write a new version from the one in force, look at it as readers will, publish it."""
    require_publisher(request.actor)
    if kind not in AgreementKind.values:
        raise NotFound
    current = reads.latest_agreement(kind)
    initial = {"version": f"{request.actor.on:%Y-%m-%d}"}
    if current is not None:
        initial |= {"text_zh": current.text_zh, "text_en": current.text_en}
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=initial)
    context = {
        "form": form,
        "title": AgreementKind(kind).label,
        "is_asked_of_everybody": kind in ASKED_OF_EVERYBODY,
    }
    if request.method == "POST" and form.is_valid():
        if request.POST.get("step") == "preview":
            context["previews"] = [
                (language, reads.passages(form.cleaned_data[field]))
                for field, language in (("text_zh", "zh-CN"), ("text_en", "en"))
                if form.cleaned_data[field]
            ]
        elif _published(request, kind, form):
            add_toast(request, _("已发布。"))
            return redirect("gateway:agreements")
    return render(request, "gateway/agreement_new.html", context, status=422 if form.errors else 200)


def _published(request: HttpRequest, kind: str, form: AgreementForm) -> bool:
    """Whether it is done; the form says why not."""
    try:
        publish_agreement(actor=request.actor, kind=kind, now=timezone.now(), **form.cleaned_data)
    except VersionTaken as refused:
        form.add_error("version", str(refused))
    except AgreementUnchanged as refused:
        form.add_error("text_zh", str(refused))
    else:
        return True
    return False
