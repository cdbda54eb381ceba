"""Forgotten password: whom to ask, or a code by phone where text messages are set up."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xingtan.apps.gateway.data import TryKind
from xingtan.apps.gateway.errors import PhoneCodeWrong
from xingtan.apps.gateway.forms.sign_in import ForgottenForm, PhoneCodeForm
from xingtan.apps.gateway.services.forgotten import ask_for_help, send_phone_code, set_password_by_code
from xingtan.apps.gateway.services.tries import count_try
from xingtan.apps.gateway.views.signing_in import enter
from xingtan.kernel.http.request import client_address, posted
from xingtan.kernel.notices import api as notices
from xingtan.people.accounts.errors import PasswordWeak

ASKED = "forgotten"


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Who may help, and a form that asks them. Every answer is the same, whether the account exists or not."""
    form = ForgottenForm(posted(request))
    if request.method == "POST" and form.is_valid():
        response = _by_phone(request, form) if request.POST.get("way") == "phone" else _by_person(request, form)
        if response is not None:
            return response
    context = {"form": form, "has_sms": notices.sms_is_ready()}
    return render(request, "gateway/forgotten.html", context, status=422 if form.errors else 200)


def _by_person(request: HttpRequest, form: ForgottenForm) -> HttpResponse:
    now, address = timezone.now(), client_address(request)
    count_try(kind=TryKind.FORGOTTEN, address=address, now=now)
    name, typed = form.cleaned_data["person_name"], form.cleaned_data["username"]
    ask_for_help(typed=typed, person_name=name, address=address or None, now=now)
    return render(request, "gateway/forgotten_asked.html")


def _by_phone(request: HttpRequest, form: ForgottenForm) -> HttpResponse | None:
    if not notices.sms_is_ready():
        return _by_person(request, form)
    now = timezone.now()
    count_try(kind=TryKind.PHONE_CODE, address=client_address(request), now=now)
    name, typed = form.cleaned_data["person_name"], form.cleaned_data["username"]
    try:
        send_phone_code(typed=typed, person_name=name, now=now)
    except (notices.SmsNotConfigured, notices.SmsRefused) as error:
        form.add_error(None, str(error))
        return None
    request.session[ASKED] = typed
    return redirect("gateway:forgotten_code")


@never_cache
@sensitive_post_parameters("new_password", "repeated", "code")
@require_http_methods(["GET", "POST"])
def forgotten_code(request: HttpRequest) -> HttpResponse:
    """The code from the phone, and a new password."""
    typed = request.session.get(ASKED)
    if not typed:
        return redirect("gateway:forgotten")
    form = PhoneCodeForm(posted(request), initial={"username": typed})
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        count_try(kind=TryKind.PHONE_CODE, address=client_address(request), now=now)
        code, password = form.cleaned_data["code"], form.cleaned_data["new_password"]
        try:
            account = set_password_by_code(typed=typed, code=code, password=password, now=now)
        except PhoneCodeWrong as error:
            form.add_error("code", str(error))
        except PasswordWeak as error:
            form.add_error("new_password", str(error))
        else:
            request.session.pop(ASKED, None)
            return enter(request, account, how="phone_code", target=resolve_url(settings.LOGIN_REDIRECT_URL))
    return render(request, "gateway/forgotten_code.html", {"form": form}, status=422 if form.errors else 200)
