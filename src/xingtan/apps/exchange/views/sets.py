"""A received set: upload, progress, preview, apply, undo."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xingtan.apps.exchange import services, tasks
from xingtan.apps.exchange.data import MANAGE, Difference, SetState
from xingtan.apps.exchange.forms import ApplyForm, UploadForm
from xingtan.apps.exchange.models import ReceivedSet
from xingtan.apps.exchange.selectors import partners
from xingtan.apps.exchange.selectors import sets as selectors
from xingtan.apps.exchange.views.answering import done, form_page, save
from xingtan.kernel.http.request import is_htmx
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import require

TASKS = {
    SetState.WAITING: tasks.read_set,
    SetState.READING: tasks.read_set,
    SetState.APPLYING: tasks.apply_set,
    SetState.UNDOING: tasks.undo_set,
}


def _go_on(request: HttpRequest, received: ReceivedSet) -> None:
    """Have a worker do what the set's state says is to be done."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    task = TASKS[SetState(received.state)]
    who = {} if task is tasks.read_set else {"account_id": actor.account_id, "person_id": actor.person_id}
    label = f"{received.partner.name} {received.get_state_display()}"
    task.enqueue_for(
        actor,
        label=label,
        key=selectors.set_key(received.pk),
        url=reverse("exchange:set", args=[received.pk]),
        set_id=received.pk,
        **who,
    )


@require_http_methods(["GET", "POST"])
@login_required
def set_receive(request: HttpRequest, partner_id: int) -> HttpResponse:
    """Take a set in."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    partner = partners.partner_of(actor, partner_id)
    require(actor, MANAGE, partner.organisation.path)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["upload"]
        received = save(
            form,
            lambda: services.receive_set(actor=actor, partner_id=partner.pk, upload=upload, now=timezone.now()),
        )
        if received is not None:
            _go_on(request, received)
            return redirect("exchange:set", received.pk)
    back = reverse("exchange:partner", args=[partner.pk])
    lead = _("读取后先看差异，确认采用之前什么都不会改变。")
    return form_page(request, form, title=_("接收一批数据"), verb=_("上传"), back=back, crumb=partner.name, lead=lead)


@require_GET
@login_required
def received_set(request: HttpRequest, set_id: int) -> HttpResponse:
    """How far a set is, what it would change, what it came to."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    received = selectors.set_of(actor, set_id)
    run = selectors.run_under(selectors.set_key(received.pk))
    is_busy = received.state in selectors.BUSY
    context = {
        "received": received,
        "partner": received.partner,
        "run": run,
        "is_busy": is_busy,
        "is_stuck": is_busy and (run is None or run.is_over),
        "may_manage": actor.may(MANAGE, received.partner.organisation.path),
        "lines": selectors.differences(received),
        "heads": [*selectors.ORDER, *selectors.FAULTY],
        "alarms": selectors.alarms_of(received),
        "faults": selectors.faults_of(received),
        "outcomes": selectors.outcomes(received),
        "refused": sum(files.get(Difference.REFUSED, 0) for files in received.counts.get("files", {}).values()),
        "may_undo": selectors.may_undo(received, timezone.now()),
        "form": ApplyForm(),
    }
    return render(request, "exchange/set.html", context)


@require_GET
@login_required
def set_progress(request: HttpRequest, set_id: int) -> HttpResponse:
    """The progress bar, asked for every second; once it is over the page is fetched anew."""
    received = selectors.set_of(request.actor, set_id)  # type: ignore[attr-defined]
    run = selectors.run_under(selectors.set_key(received.pk))
    if not is_htmx(request):
        return redirect("exchange:set", received.pk)
    if received.state not in selectors.BUSY or run is None or run.is_over:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "exchange/_progress.html", {"received": received, "run": run})


@require_POST
@login_required
def set_resume(request: HttpRequest, set_id: int) -> HttpResponse:
    """Go on with what was cut off."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    received = selectors.set_of(actor, set_id)
    require(actor, MANAGE, received.partner.organisation.path)
    if received.state in selectors.BUSY:
        _go_on(request, received)
    return redirect("exchange:set", received.pk)


@require_POST
@login_required
def set_apply(request: HttpRequest, set_id: int) -> HttpResponse:
    """Apply the set."""
    form = ApplyForm(request.POST)
    losses = form.is_valid() and form.cleaned_data["accepts_losses"]
    received = services.start_applying(
        actor=request.actor,  # type: ignore[attr-defined]
        set_id=set_id,
        accepts_losses=losses,
        now=timezone.now(),
    )
    _go_on(request, received)
    return redirect("exchange:set", received.pk)


@require_POST
@login_required
def set_leave_out(request: HttpRequest, set_id: int) -> HttpResponse:
    """Leave out every row with errors, and files unusable as a whole."""
    count = services.leave_out_rows(actor=request.actor, set_id=set_id)  # type: ignore[attr-defined]
    words = _("有错的%(count)s行不采用，已有的记录保持原样。") % {"count": count}
    return done(request, reverse("exchange:set", args=[set_id]), words)


@require_POST
@login_required
def set_discard(request: HttpRequest, set_id: int) -> HttpResponse:
    """Give the set up."""
    received = services.discard_set(actor=request.actor, set_id=set_id, now=timezone.now())  # type: ignore[attr-defined]
    return done(request, reverse("exchange:partner", args=[received.partner_id]), _("这一批已放弃，什么都没有改变。"))


@require_POST
@login_required
def set_undo(request: HttpRequest, set_id: int) -> HttpResponse:
    """Take the set back."""
    received = services.start_undo(actor=request.actor, set_id=set_id, now=timezone.now())  # type: ignore[attr-defined]
    _go_on(request, received)
    return redirect("exchange:set", received.pk)
