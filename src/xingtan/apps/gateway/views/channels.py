"""Ways out of the product, for the system administrator: how they are doing, registered texts, what was sent."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xingtan.apps.gateway import tasks
from xingtan.apps.gateway.forms.channels import TextForm
from xingtan.apps.gateway.selectors import channels as reads
from xingtan.apps.gateway.services import channels as writes
from xingtan.apps.gateway.tables.deliveries import DeliveryTable
from xingtan.kernel.errors import DomainError, NotFound, NotPermitted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.notices import channel_states, registering
from xingtan.kernel.notices.data import VIEW_DELIVERIES, State
from xingtan.kernel.notices.errors import TextUnchanged, TextWrong
from xingtan.kernel.notices.models import Delivery
from xingtan.kernel.notices.senders.chosen import sms_sender
from xingtan.kernel.tables import api as tables
from xingtan.kernel.ui.toasts import add_toast
from xingtan.people.organisations.selectors import letterhead


@login_required
@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """Each way out: set up or not, last success, last trouble; and the budget used today."""
    writes.require_channel_manager(request.actor)
    now = timezone.now()
    states = channel_states.channel_states(now)
    context = {
        "states": states,
        "order": [state.label for state in states if state.place and state.is_ready],
        "sent_today": sum(state.sent_today for state in states),
        "held_today": channel_states.held_today(now),
        "units": reads.units_spent(now),
        "limits": settings,
        "tab": "channels",
    }
    return render(request, "gateway/channels.html", context)


@login_required
@require_POST
def channel_try(request: HttpRequest, channel: str) -> HttpResponse:
    """Send one message to oneself and say what became of it."""
    try:
        delivery = writes.try_out(actor=request.actor, channel=channel, now=timezone.now())
    except (NotPermitted, NotFound):
        raise
    except DomainError as refused:
        add_toast(request, str(refused), tone="bad")
        return redirect("gateway:channels")
    if delivery.state == State.ACCEPTED:
        add_toast(request, _("已发到您的%(address)s，请查收。") % {"address": delivery.address_masked})
    else:
        add_toast(request, _("没有发成：%(reason)s。") % {"reason": reads.reason_of(delivery)}, tone="bad")
    return redirect("gateway:channels")


@login_required
@require_POST
def channel_match(request: HttpRequest, channel: str) -> HttpResponse:
    """Have the staff's users looked for by phone, in the background."""
    writes.permit_matching(actor=request.actor, channel=channel)
    tasks.match_staff.enqueue_for(
        request.actor, key=f"match-{channel}", url=reverse("gateway:channels"), channel=channel
    )
    add_toast(request, _("已开始按手机号匹配教职工，完成后在“正在办理”里看结果。"), tone="plain")
    return redirect("gateway:channels")


@login_required
@require_GET
def texts(request: HttpRequest) -> HttpResponse:
    """The registered text of each kind of notice."""
    writes.require_channel_manager(request.actor)
    sender = sms_sender()
    context = {
        "needs_texts": sender.needs_template,
        "provider_label": channel_states.PROVIDER_LABELS[sender.provider],
        "texts": reads.texts_in_use(sender.provider),
        "tab": "texts",
    }
    return render(request, "gateway/message_texts.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def text_edit(request: HttpRequest, text_kind: str) -> HttpResponse:
    """Write down the registered text of one kind; see how it arrives; its versions."""
    writes.require_channel_manager(request.actor)
    kinds, sender = registering.kinds_sent_outside(), sms_sender()
    if text_kind not in kinds:
        raise NotFound
    newest = registering.newest_version(sender.provider, text_kind)
    initial = {"template_code": newest.template_code, "text": newest.text, "names": newest.names} if newest else {}
    posted = request.POST if request.method == "POST" else None
    form = TextForm(posted, provider=sender.provider, kind=text_kind, initial=initial)
    example = initial.get("text") and registering.example_of(initial["text"], initial["names"].split())
    if posted is not None and form.is_valid():
        example = registering.example_of(form.cleaned_data["text"], form.names)
        if not form.asks_for_variables and "check" not in posted and _saved(request, text_kind, form):
            return redirect("gateway:message_texts")
    context = {
        "form": form,
        "label": kinds[text_kind],
        "kind": text_kind,
        "example": example,
        "needs_texts": sender.needs_template,
        "is_in_use": bool(newest and newest.template_code),
        "versions": reads.versions_of(sender.provider, text_kind),
        "provider_label": channel_states.PROVIDER_LABELS[sender.provider],
    }
    return render(request, "gateway/message_text.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, kind: str, form: TextForm) -> bool:
    """Whether it is done; the form says why not."""
    values = {"template_code": form.cleaned_data["template_code"], "text": form.cleaned_data["text"]}
    try:
        writes.save_text(actor=request.actor, kind=kind, names=form.names, now=timezone.now(), **values)
    except (TextWrong, TextUnchanged) as refused:
        form.add_error("text", str(refused))
        return False
    add_toast(request, _("已保存，新的短信用这个模板。"))
    return True


@login_required
@require_POST
def text_stop(request: HttpRequest, text_kind: str) -> HttpResponse:
    """Take a text out of use."""
    try:
        writes.stop_text(actor=request.actor, kind=text_kind, now=timezone.now())
    except TextUnchanged as refused:
        add_toast(request, str(refused), tone="plain")
    else:
        add_toast(request, _("已停用，这类通知不再发短信。"))
    return redirect("gateway:message_texts")


@login_required
@require_GET
def deliveries(request: HttpRequest) -> HttpResponseBase:
    """What was sent, to whom, on which channel, and what became of it."""
    if not request.actor.may_anywhere(VIEW_DELIVERIES):
        raise NotPermitted(permission=VIEW_DELIVERIES)
    context = {"organisation_name": letterhead(request.actor, VIEW_DELIVERIES)}
    return tables.respond(
        request, DeliveryTable, Delivery.objects.visible_to, template="gateway/deliveries.html", context=context
    )
