"""Getting an account: by activation slip, or for guardians by class code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from xingtan.apps.gateway.data import Purpose, TryKind
from xingtan.apps.gateway.errors import (
    ClassCodeExpired,
    ClassCodeUnknown,
    PhoneHasAccount,
    PhoneOfAnother,
    PupilNotMatched,
)
from xingtan.apps.gateway.forms.phone import ProvedGuardianForm
from xingtan.apps.gateway.forms.sign_in import ActivateForm, ClassCodeForm, GuardianForm, PupilCheckForm, RelationForm
from xingtan.apps.gateway.selectors.joining import class_by_code, pupil_in_class
from xingtan.apps.gateway.selectors.wards import usual_relation
from xingtan.apps.gateway.services.joining import add_ward, pupil_key, register_guardian
from xingtan.apps.gateway.services.phone_accounts import register_proved
from xingtan.apps.gateway.services.tries import count_try
from xingtan.apps.gateway.views import proving
from xingtan.apps.gateway.views.signing_in import enter
from xingtan.kernel.errors import DomainError
from xingtan.kernel.http.request import client_address, posted
from xingtan.kernel.notices.api import sms_is_ready
from xingtan.people.accounts import errors as account_errors
from xingtan.people.accounts.services import activate as activate_account
from xingtan.people.persons import errors as person_errors
from xingtan.people.persons import sealing
from xingtan.people.roster.selectors import class_name

JOIN = "join"


@never_cache
@sensitive_post_parameters("new_password", "repeated", "code")
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """Turn the code of a slip into a password, and go in."""
    given = {"name": request.GET.get("name", "")[:60], "code": request.GET.get("code", "")[:20]}
    form = ActivateForm(posted(request), initial=given)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        count_try(kind=TryKind.ACTIVATE, address=client_address(request), now=now)
        cleaned = form.cleaned_data
        try:
            account = activate_account(
                sign_in_name=cleaned["name"], code=cleaned["code"], password=cleaned["new_password"], now=now
            )
        except account_errors.PasswordWeak as error:
            form.add_error("new_password", str(error))
        except (account_errors.SlipWrong, account_errors.SlipExpired) as error:
            form.add_error("code", str(error))
        else:
            return enter(request, account, how="slip", target=resolve_url(settings.LOGIN_REDIRECT_URL))
    return render(request, "gateway/activate.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """First step for guardians: the class code."""
    form = ClassCodeForm(posted(request), initial={"code": request.GET.get("code", "")[:12]})
    if request.method == "POST" and form.is_valid():
        count_try(kind=TryKind.JOIN, address=client_address(request), now=timezone.now())
        try:
            class_group = class_by_code(code=form.cleaned_data["code"], on=request.actor.on)
        except (ClassCodeUnknown, ClassCodeExpired) as error:
            form.add_error("code", str(error))
        else:
            request.session[JOIN] = {"code": class_group.join_code}
            return redirect("gateway:join_pupil")
    return render(request, "gateway/join.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def join_pupil(request: HttpRequest) -> HttpResponse:
    """Second step: which pupil, proved by a number that strangers do not have."""
    kept = request.session.get(JOIN)
    if not kept:
        return redirect("gateway:join")
    class_group = class_by_code(code=kept["code"], on=request.actor.on)
    form = PupilCheckForm(posted(request))
    if request.method == "POST" and form.is_valid():
        name, proof = form.cleaned_data["pupil_name"], form.cleaned_data["proof"]
        now = timezone.now()
        count_try(kind=TryKind.JOIN, address=client_address(request), now=now)
        count_try(kind=TryKind.NAME, address=pupil_key(class_group_id=class_group.pk, name=name), now=now)
        try:
            pupil = pupil_in_class(class_group=class_group, name=name, proof=proof, on=request.actor.on)
        except PupilNotMatched as error:
            form.add_error(None, str(error))
        else:
            request.session[JOIN] = {**kept, "pupil_id": pupil.pk, "pupil_name": pupil.name}
            return redirect(_step_after_pupil(request))
    context = {"form": form, **_class_words(class_group, request)}
    return render(request, "gateway/join_pupil.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("new_password", "repeated")
@require_http_methods(["GET", "POST"])
def join_guardian(request: HttpRequest) -> HttpResponse:
    """Third step: the guardian's own facts; who is signed in only says how they are related."""
    kept = request.session.get(JOIN) or {}
    if "pupil_id" not in kept:
        return redirect("gateway:join")
    class_group = class_by_code(code=kept["code"], on=request.actor.on)
    number = proving.proved_number(request, Purpose.JOIN)
    if _needs_phone(request, kept) and not number:
        return redirect("gateway:join_phone")
    form = _guardian_form(request, number)
    if request.method == "POST" and form.is_valid():
        response = _register(request, form, kept, number)
        if response is not None:
            return response
    masked = sealing.mask_phone(number) if number else ""
    context = {"form": form, "pupil_name": kept["pupil_name"], "masked": masked, **_class_words(class_group, request)}
    return render(request, "gateway/join_guardian.html", context, status=422 if form.errors else 200)


def _step_after_pupil(request: HttpRequest) -> str:
    is_proved = bool(proving.proved_number(request, Purpose.JOIN))
    return "gateway:join_phone" if _needs_phone(request, {}) and not is_proved else "gateway:join_guardian"


def _needs_phone(request: HttpRequest, kept: dict[str, Any]) -> bool:
    """Whether a code by phone comes before the own facts: not for who is signed in, nor where no code can be sent."""
    return not request.actor.is_signed_in and sms_is_ready() and kept.get("way") != "password"


def _guardian_form(request: HttpRequest, number: str) -> Any:
    if request.actor.is_signed_in:
        return RelationForm(posted(request), initial={"relation": usual_relation(request.actor)})
    return ProvedGuardianForm(posted(request)) if number else GuardianForm(posted(request))


@never_cache
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "POST"])
def join_phone(request: HttpRequest) -> HttpResponse:
    """Where text messages go out: the guardian's phone, proved before anything is registered for it."""
    kept = request.session.get(JOIN) or {}
    if "pupil_id" not in kept:
        return redirect("gateway:join")
    if (request.POST.get("way") == "password" and proving.has_failed(request)) or not _needs_phone(request, kept):
        request.session[JOIN] = {**kept, "way": "password"}
        return redirect("gateway:join_guardian")
    context = {"pupil_name": kept["pupil_name"]}
    return proving.phone_page(
        request, purpose=Purpose.JOIN, template="gateway/join_phone.html", then="gateway:join_code", context=context
    )


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def join_code(request: HttpRequest) -> HttpResponse:
    """The code from the phone."""
    if not proving.number_in_hand(request, Purpose.JOIN):
        return redirect("gateway:join_phone")
    form = proving.code_form(request)
    if request.method == "POST" and proving.take_code(request, Purpose.JOIN, form):
        return redirect("gateway:join_guardian")
    return proving.code_page(request, form, purpose=Purpose.JOIN, template="gateway/join_code.html")


def _register(request: HttpRequest, form: Any, kept: dict[str, Any], number: str) -> HttpResponse | None:
    """Do it; None when the form now says what is wrong."""
    if request.actor.is_signed_in:
        return _register_signed_in(request, form, kept)
    if number:
        return _register_proved(request, form, kept, number)
    return _register_with_password(request, form, kept)


def _register_signed_in(request: HttpRequest, form: Any, kept: dict[str, Any]) -> HttpResponse | None:
    relation = form.cleaned_data["relation"]
    try:
        add_ward(actor=request.actor, pupil_id=kept["pupil_id"], relation=relation, now=timezone.now())
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    request.session.pop(JOIN, None)
    return redirect("gateway:account_wards")


def _register_proved(request: HttpRequest, form: Any, kept: dict[str, Any], number: str) -> HttpResponse | None:
    try:
        account, _asked = register_proved(
            number=number, pupil_id=kept["pupil_id"], now=timezone.now(), **form.cleaned_data
        )
    except (person_errors.WrongName, PhoneOfAnother) as error:
        form.add_error("name", str(error))
    except DomainError as error:
        form.add_error(None, str(error))
    else:
        request.session.pop(JOIN, None)
        proving.forget(request)
        return enter(request, account, how="phone_code", target=resolve_url("gateway:account_wards"))
    return None


def _register_with_password(request: HttpRequest, form: Any, kept: dict[str, Any]) -> HttpResponse | None:
    cleaned, now = form.cleaned_data, timezone.now()
    target = resolve_url("gateway:account_wards")
    try:
        account = register_guardian(
            name=cleaned["name"],
            sex=cleaned["sex"],
            phone=cleaned["phone"],
            password=cleaned["new_password"],
            pupil_id=kept["pupil_id"],
            relation=cleaned["relation"],
            now=now,
        )
    except account_errors.PasswordWeak as error:
        form.add_error("new_password", str(error))
    except person_errors.WrongName as error:
        form.add_error("name", str(error))
    except (person_errors.WrongPhone, PhoneHasAccount) as error:
        form.add_error("phone", str(error))
    except DomainError as error:
        form.add_error(None, str(error))
    else:
        request.session.pop(JOIN, None)
        return enter(request, account, how="class_code", target=target)
    return None


def _class_words(class_group: Any, request: HttpRequest) -> dict[str, Any]:
    return {
        "school": class_group.organisation.name,
        "class_name": class_name(class_group, on=request.actor.on),
    }
