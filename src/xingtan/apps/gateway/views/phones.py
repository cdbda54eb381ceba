"""A phone as the key: guardians sign in with a code, and change their number with one."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xingtan.apps.gateway import errors
from xingtan.apps.gateway.data import Purpose, TryKind
from xingtan.apps.gateway.forms.phone import OwnNameForm
from xingtan.apps.gateway.services import phone_accounts
from xingtan.apps.gateway.services.tries import count_try
from xingtan.apps.gateway.views import proving
from xingtan.apps.gateway.views.signing_in import enter
from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.ui.toasts import add_toast
from xingtan.people.accounts.models import Account
from xingtan.people.persons import sealing
from xingtan.people.persons.models import Person

REFUSED = (errors.PhoneUnknown, errors.StaffUsePassword, errors.AccountPaused)


@never_cache
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "POST"])
def sign_in_phone(request: HttpRequest) -> HttpResponse:
    """First step: the number. Every number gets a code, so the answer says nothing about who is registered."""
    return proving.phone_page(
        request, purpose=Purpose.SIGN_IN, template="gateway/sign_in_phone.html", then="gateway:sign_in_code", context={}
    )


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Second step: the code."""
    if not proving.number_in_hand(request, Purpose.SIGN_IN):
        return redirect("gateway:sign_in_phone")
    form = proving.code_form(request)
    refusal = None
    if request.method == "POST" and proving.take_code(request, Purpose.SIGN_IN, form):
        number = proving.proved_number(request, Purpose.SIGN_IN)
        try:
            account = phone_accounts.account_known(number=number, now=timezone.now())
        except REFUSED as error:
            refusal = error
        else:
            return _go_in(request, account) if account else redirect("gateway:sign_in_name")
    context = {"refusal": refusal, "is_unknown": isinstance(refusal, errors.PhoneUnknown)}
    template = "gateway/sign_in_refused.html" if refusal else "gateway/sign_in_code.html"
    return proving.code_page(request, form, purpose=Purpose.SIGN_IN, template=template, **context)


def _go_in(request: HttpRequest, account: Account) -> HttpResponse:
    proving.forget(request)
    return enter(request, account, how="phone_code", target=resolve_url(settings.LOGIN_REDIRECT_URL))


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_name(request: HttpRequest) -> HttpResponse:
    """Third step, only where the number does not say who it is: the own name."""
    number = proving.proved_number(request, Purpose.SIGN_IN)
    if not number:
        return redirect("gateway:sign_in_phone")
    form = OwnNameForm(posted(request))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        count_try(kind=TryKind.NAME, address=f"phone:{sealing.blind_index(number).hex()[:32]}", now=now)
        try:
            account = phone_accounts.account_named(number=number, name=form.cleaned_data["name"], now=now)
        except errors.NameNotMatched as error:
            form.add_error("name", str(error))
        except REFUSED as error:
            form.add_error(None, str(error))
        else:
            return _go_in(request, account)
    return render(request, "gateway/sign_in_name.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "POST"])
def account_phone(request: HttpRequest) -> HttpResponse:
    """A new number for oneself, proved by a code sent to it."""
    person = Person.objects.visible_to(request.actor.unnoticed()).get(pk=request.actor.person_id)
    return proving.phone_page(
        request,
        purpose=Purpose.NEW_PHONE,
        template="gateway/account_phone.html",
        then="gateway:account_phone_code",
        context={"person": person, "tab": "data"},
    )


@never_cache
@login_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def account_phone_code(request: HttpRequest) -> HttpResponse:
    """The code from the new phone; then the number is changed."""
    if not proving.number_in_hand(request, Purpose.NEW_PHONE):
        return redirect("gateway:account_phone")
    form = proving.code_form(request)
    if request.method == "POST" and proving.take_code(request, Purpose.NEW_PHONE, form):
        phone_accounts.change_own_phone(
            actor=request.actor,
            number=proving.proved_number(request, Purpose.NEW_PHONE),
            session_key=request.session.session_key or "",
            now=timezone.now(),
        )
        proving.forget(request)
        add_toast(request, _("手机号已更换，其他设备已退出。"))
        return redirect("gateway:account")
    return proving.code_page(
        request, form, purpose=Purpose.NEW_PHONE, template="gateway/account_phone_code.html", tab="data"
    )
