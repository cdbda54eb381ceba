"""The two steps that every proof of a phone shares: a number is typed and a code goes out; the code is typed in."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from xingtan.apps.gateway import errors
from xingtan.apps.gateway.data import PROVED_MINUTES, TryKind
from xingtan.apps.gateway.forms.phone import CodeForm, PhoneForm
from xingtan.apps.gateway.services.phone_proofs import check_proof, send_proof
from xingtan.apps.gateway.services.tries import count_try
from xingtan.kernel.errors import DomainError
from xingtan.kernel.http.request import client_address, posted
from xingtan.kernel.notices import api as notices
from xingtan.kernel.ui.toasts import add_toast
from xingtan.people.persons import errors as person_errors
from xingtan.people.persons import sealing

PROOF = "phone_proof"
FAILED = "phone_code_failed"
OF_THE_NUMBER = (
    errors.PhoneNotMobile,
    errors.TooManyCodes,
    notices.SmsTooSoon,
    notices.SmsUsedUp,
    person_errors.WrongPhone,
)


def keep(request: HttpRequest, *, purpose: str, number: str, proved_at: datetime | None = None) -> None:
    """Remember in the session, sealed, which number is being proved or has been."""
    sealed = b64encode(sealing.seal(number)).decode()
    request.session[PROOF] = {
        "purpose": purpose,
        "number": sealed,
        "proved_at": proved_at.isoformat() if proved_at else "",
    }


def number_in_hand(request: HttpRequest, purpose: str) -> str:
    """The number that a code was sent to for this purpose; empty when none was."""
    kept = request.session.get(PROOF) or {}
    return sealing.unseal(b64decode(kept["number"])) if kept.get("purpose") == purpose else ""


def proved_number(request: HttpRequest, purpose: str) -> str:
    """The number proved for this purpose in the last minutes; empty when none is."""
    proved_at = (request.session.get(PROOF) or {}).get("proved_at")
    if not proved_at or timezone.now() - datetime.fromisoformat(proved_at) > timedelta(minutes=PROVED_MINUTES):
        return ""
    return number_in_hand(request, purpose)


def has_failed(request: HttpRequest) -> bool:
    """Whether the gateway did not take a message in this session: then there must be another way on."""
    return bool(request.session.get(FAILED))


def forget(request: HttpRequest) -> None:
    request.session.pop(PROOF, None)


def phone_page(
    request: HttpRequest, *, purpose: str, template: str, then: str, context: dict[str, Any]
) -> HttpResponse:
    """Ask for a number and send a code to it; then go on to `then`. Without a gateway the page says so."""
    form = PhoneForm(posted(request) if notices.sms_is_ready() else None)
    failed = has_failed(request)
    if request.method == "POST" and form.is_valid():
        try:
            _send(request, purpose, form.cleaned_data["phone"])
        except OF_THE_NUMBER as error:
            form.add_error("phone", str(error))
        except (notices.SmsRefused, notices.SmsNotConfigured) as error:
            failed = request.session[FAILED] = True
            form.add_error(None, str(error))
        else:
            return redirect(then)
    context = {"form": form, "has_sms": notices.sms_is_ready(), "has_failed": failed, **context}
    return render(request, template, context, status=422 if form.errors else 200)


def _send(request: HttpRequest, purpose: str, phone: str) -> None:
    now, address = timezone.now(), client_address(request)
    count_try(kind=TryKind.PHONE_CODE, address=address, now=now)
    keep(request, purpose=purpose, number=send_proof(phone=phone, purpose=purpose, address=address, now=now))


def take_code(request: HttpRequest, purpose: str, form: forms.Form) -> bool:
    """Whether the posted code proves the number in hand; if not, the form says why. A code may be asked for again."""
    number = number_in_hand(request, purpose)
    now = timezone.now()
    if "again" in request.POST:
        try:
            _send(request, purpose, number)
        except DomainError as error:
            add_toast(request, str(error), tone="bad")
        return False
    if not form.is_valid():
        return False
    count_try(kind=TryKind.PHONE_CODE, address=client_address(request), now=now)
    try:
        check_proof(phone=number, purpose=purpose, code=form.cleaned_data["code"], now=now)
    except (errors.ProofCodeWrong, errors.CodeNotSixDigits) as error:
        form.add_error("code", str(error))
        return False
    keep(request, purpose=purpose, number=number, proved_at=now)
    return True


def code_form(request: HttpRequest) -> CodeForm:
    return CodeForm(None if "again" in request.POST else posted(request))


def code_page(request: HttpRequest, form: CodeForm, *, purpose: str, template: str, **context: Any) -> HttpResponse:
    masked = sealing.mask_phone(number_in_hand(request, purpose))
    context = {"form": form, "masked": masked, "wait_seconds": settings.SMS_CODE_PAUSE_SECONDS, **context}
    return render(request, template, context, status=422 if form.errors else 200)
