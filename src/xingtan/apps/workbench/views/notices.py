"""The bell: what one was told, reading it, signing for it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.views.decorators.http import require_GET, require_POST

from xingtan.apps.workbench import data
from xingtan.apps.workbench.models import Letter
from xingtan.kernel.http.request import is_htmx
from xingtan.kernel.http.views import login_required
from xingtan.kernel.notices import api as notices
from xingtan.kernel.ui.toasts import add_toast

PAGE = 30


@require_GET
@login_required
def notice_list(request: HttpRequest) -> HttpResponse:
    """What one was told, newest first; unread and unsigned as tabs."""
    actor = request.actor  # type: ignore[attr-defined]
    view = request.GET.get("view", "")
    copies = notices.received_by(actor)
    if view == "unread":
        copies = copies.unread()
    elif view == "sign":
        copies = notices.to_acknowledge(actor)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) <= 18 and view != "sign":
        copies = copies.filter(notice_id__lt=int(before))
    rows = list(copies[: PAGE + 1])
    more = rows[PAGE - 1].notice_id if len(rows) > PAGE and view != "sign" else None
    context = {
        "copies": rows[:PAGE],
        "more": more,
        "view": view,
        "tabs": _tabs(request, view),
        "may_write": actor.may_anywhere(data.COMPOSE),
    }
    return render(request, "workbench/notices.html", context)


def _tabs(request: HttpRequest, view: str) -> list[dict[str, object]]:
    actor = request.actor  # type: ignore[attr-defined]
    unread = request.surroundings.bell.unread  # type: ignore[attr-defined]
    return [
        {"label": _g("全部"), "url": "?", "is_current": view not in ("unread", "sign")},
        {"label": _g("未读"), "url": "?view=unread", "is_current": view == "unread", "count": unread},
        {
            "label": _g("要签收"),
            "url": "?view=sign",
            "is_current": view == "sign",
            "count": notices.to_acknowledge(actor).count(),
        },
    ]


@require_GET
@login_required
def notice_detail(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice; opening it is reading it. Its writer is led to the receipts."""
    actor = request.actor  # type: ignore[attr-defined]
    if not notices.received_by(actor).filter(notice_id=notice_id).exists():
        letter = Letter.objects.visible_to(actor).filter(notice_id=notice_id).first()
        if letter is not None:
            return redirect("workbench:letter", letter.pk)
    copy = notices.mark_read(actor=actor, notice_id=notice_id, now=timezone.now())
    return render(request, "workbench/notice.html", {"copy": copy, "notice": copy.notice})


@require_POST
@login_required
def notice_acknowledge(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Sign for a notice; for htmx the answer is the signed line that stands where the button was."""
    actor = request.actor  # type: ignore[attr-defined]
    copy = notices.acknowledge(actor=actor, notice_id=notice_id, now=timezone.now())
    if is_htmx(request):
        return render(request, "workbench/_receipt.html", {"copy": copy, "notice": copy.notice})
    add_toast(request, _g("已签收“%(title)s”") % {"title": copy.notice.title})
    return redirect("workbench:notice", notice_id)


@require_POST
@login_required
def notices_read(request: HttpRequest) -> HttpResponse:
    """Everything is read; what must be signed stays to be done."""
    count = notices.mark_all_read(actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]
    add_toast(request, _g("%(count)s条标为已读") % {"count": count} if count else _g("没有未读的通知"))
    return redirect("workbench:notices")
