"""Accounts within reach: list, card, slips, resets, locks, requests for help."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xingtan.apps.gateway.errors import AccountNotFound
from xingtan.apps.gateway.models import ForgottenRequest
from xingtan.apps.gateway.selectors import accounts as reads
from xingtan.apps.gateway.selectors.access import lines_of
from xingtan.apps.gateway.services import accounts as writes
from xingtan.apps.gateway.services.accounts import Slip
from xingtan.apps.gateway.services.forgotten import answer_with_slip, dismiss_request
from xingtan.apps.gateway.tables.accounts import ISSUE_SLIPS, AccountTable
from xingtan.apps.gateway.views.slips import print_slips
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.tables import api as tables
from xingtan.kernel.ui.toasts import add_toast
from xingtan.people.access.selectors import grants_of
from xingtan.people.accounts.data import MANAGE, VIEW
from xingtan.people.accounts.models import Account
from xingtan.people.organisations.selectors import letterhead


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def account_list(request: HttpRequest) -> HttpResponseBase:
    """Every account within reach, and what waits."""
    actor = request.actor
    if not actor.may_anywhere(VIEW):
        raise NotPermitted(permission=VIEW)
    if request.method == "POST" and request.POST.get("act") == ISSUE_SLIPS:
        return _slips_for_chosen(request)
    waiting = ForgottenRequest.objects.visible_to(actor).waiting().count()
    context = {
        "waiting": waiting,
        "may_manage": actor.may_anywhere(MANAGE),
        "organisation_name": letterhead(actor, VIEW),
    }
    return tables.respond(request, AccountTable, reads.accounts_of, template="gateway/accounts.html", context=context)


def _found(request: HttpRequest, account_id: int) -> Account:
    account = reads.account_of(request.actor, account_id)
    if account is None:
        raise AccountNotFound
    return account


@never_cache
@login_required
@require_GET
def account_card(request: HttpRequest, account_id: int) -> HttpResponse:
    account = _found(request, account_id)
    reads.attach_places([account])
    now = timezone.now()
    tone, words = reads.state_of(account, now)
    context = {
        "account": account,
        "tone": tone,
        "words": words,
        "is_own": account.pk == request.actor.account_id,
        "may_manage": request.actor.may_anywhere(MANAGE),
        "lines": lines_of(grants_of(person_id=account.person_id, on=request.actor.on, now=now)),
    }
    return render(request, "gateway/account_card.html", context)


def _slips_for_chosen(request: HttpRequest) -> HttpResponse:
    """Print slips for the accounts chosen in the list."""
    rows = tables.selected_rows(request, AccountTable(request.actor), reads.accounts_of(request.actor))
    ids = list(rows.order_by("person__name_pinyin", "pk").values_list("pk", flat=True)[: writes.MOST_SLIPS + 1])
    issued = writes.issue_slips(actor=request.actor, account_ids=ids, now=timezone.now())
    return print_slips(request, issued)


@never_cache
@login_required
@require_POST
def account_slip(request: HttpRequest, account_id: int) -> HttpResponse:
    """Print a slip for one account that is not activated yet."""
    _found(request, account_id)
    return print_slips(request, writes.issue_slips(actor=request.actor, account_ids=[account_id], now=timezone.now()))


@never_cache
@login_required
@require_POST
def account_reset(request: HttpRequest, account_id: int) -> HttpResponse:
    """Take the password away and print a new slip."""
    _found(request, account_id)
    slip = writes.reset(actor=request.actor, account_id=account_id, now=timezone.now())
    return print_slips(request, [slip])


@login_required
@require_POST
def account_lock(request: HttpRequest, account_id: int) -> HttpResponse:
    return _set_locked(request, account_id, is_locked=True)


@login_required
@require_POST
def account_unlock(request: HttpRequest, account_id: int) -> HttpResponse:
    return _set_locked(request, account_id, is_locked=False)


def _set_locked(request: HttpRequest, account_id: int, *, is_locked: bool) -> HttpResponse:
    _found(request, account_id)
    reason = request.POST.get("reason", "")[:120]
    account = writes.set_locked(actor=request.actor, account_id=account_id, is_locked=is_locked, reason=reason)
    words = _("%(name)s的账号已锁定，所有设备已退出。") if is_locked else _("%(name)s的账号已解锁。")
    add_toast(request, words % {"name": account.person.name})
    return redirect("gateway:account_card", account_id)


@login_required
@require_GET
def forgotten_list(request: HttpRequest) -> HttpResponse:
    """Who asked for help with a password, oldest first."""
    actor = request.actor
    if not actor.may_anywhere(MANAGE):
        raise NotPermitted(permission=MANAGE)
    visible = ForgottenRequest.objects.visible_to(actor).select_related("account__person", "organisation", "decided_by")
    context: dict[str, Any] = {
        "waiting": list(visible.waiting()[:200]),
        "decided": list(visible.exclude(decided_at=None).order_by("-decided_at")[:30]),
    }
    return render(request, "gateway/forgotten_list.html", context)


@never_cache
@login_required
@require_POST
def forgotten_answer(request: HttpRequest, request_id: int) -> HttpResponse:
    """Having checked who asks, reset the password and print the slip."""
    account, code = answer_with_slip(actor=request.actor, request_id=request_id, now=timezone.now())
    return print_slips(request, [Slip(account=account, code=code)])


@login_required
@require_POST
def forgotten_dismiss(request: HttpRequest, request_id: int) -> HttpResponse:
    dismiss_request(actor=request.actor, request_id=request_id, now=timezone.now())
    add_toast(request, _("已记下：不是本人请求，账号没有变动。"))
    return redirect("gateway:forgotten_list")
