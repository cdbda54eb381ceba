"""Signing in and out, and the gates right behind the door."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xingtan.apps.gateway.data import AGREED_UP_TO, BACKEND, GATE_AGREEMENTS, GATE_PASSWORD, GATES, NEXT
from xingtan.apps.gateway.forms.sign_in import NewPasswordForm, SignInForm
from xingtan.apps.gateway.selectors import agreements as texts
from xingtan.apps.gateway.selectors.setup import needs_setup
from xingtan.apps.gateway.selectors.signing_in import demo_accounts, device_name, gates_of
from xingtan.apps.gateway.services.signing_in import accept_agreements, note_failed, note_signed_in, note_signed_out
from xingtan.kernel.clock import today
from xingtan.kernel.errors import NotFound
from xingtan.kernel.http import language
from xingtan.kernel.http.request import client_address, posted, safe_next
from xingtan.kernel.http.views import login_required
from xingtan.kernel.notices.api import sms_is_ready
from xingtan.people.accounts.backends import accounts_typed
from xingtan.people.accounts.data import AgreementKind
from xingtan.people.accounts.errors import PasswordWeak
from xingtan.people.accounts.middleware import actor_of
from xingtan.people.accounts.models import Account
from xingtan.people.accounts.selectors import agreements_to_accept
from xingtan.people.accounts.services import set_first_password


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. A wrong name and a wrong password answer alike."""
    if request.actor.is_signed_in and request.method == "GET":
        return redirect(safe_next(request, resolve_url(settings.LOGIN_REDIRECT_URL)))
    if request.method == "GET" and needs_setup():
        return redirect("gateway:setup")
    if request.method == "GET":
        return _sign_in_page(request, _filled_form(request))
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form, status=422)
    typed = form.cleaned_data["username"]
    account = auth.authenticate(request, username=typed, password=form.cleaned_data["password"])
    if account is None:
        aimed = accounts_typed(request, typed)
        note_failed(actor=request.actor, aimed=aimed, is_locked=getattr(request, "axes_locked_out", False))
        form.add_error(None, _("账号或密码不对。请核对后再输；连续输错多次会暂停登录。"))
        return _sign_in_page(request, form, status=422)
    return enter(request, account, how="password")


def enter(request: HttpRequest, account: Account, *, how: str, target: str = "") -> HttpResponse:
    """Open the session of an account and lead to where it was going, by way of the gates."""
    going = target or safe_next(request, resolve_url(settings.LOGIN_REDIRECT_URL))
    auth.login(request, account, backend=BACKEND)
    gates, last_agreement = gates_of(account)
    now = timezone.now().isoformat()
    request.session.update(
        {
            "address": client_address(request) or None,
            "device": device_name(request.headers.get("User-Agent", "")),
            "signed_in_at": now,
            "last_seen_at": now,
            AGREED_UP_TO: last_agreement,
        }
    )
    if gates:
        request.session.update({GATES: gates, NEXT: going})
    request.actor = SimpleLazyObject(lambda: actor_of(request))
    note_signed_in(account=account, on=today(), how=how)
    return language.remember(redirect(going), account.language)


def _filled_form(request: HttpRequest) -> SignInForm:
    """The empty form, or one filled with the demonstration account named in the address."""
    wanted = request.GET.get("as", "")
    account = next((entry for entry in demo_accounts() if entry.username == wanted), None) if wanted else None
    return SignInForm(initial={"username": account.username, "password": account.password} if account else None)


def _sign_in_page(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "next": safe_next(request, ""),
        "demo_accounts": demo_accounts(),
        "has_sms": sms_is_ready(),
    }
    return render(request, "gateway/sign_in.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.actor.is_signed_in:
        note_signed_out(actor=request.actor)
    auth.logout(request)
    return redirect("gateway:sign_in")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Terms and privacy, asked for once for each version."""
    waiting = agreements_to_accept(person_id=request.actor.person_id)
    if not waiting:
        return _past_gate(request, GATE_AGREEMENTS)
    problem = ""
    if request.method == "POST":
        ticked = request.POST.getlist("agreement")
        if all(str(agreement.pk) in ticked for agreement in waiting):
            ids = [agreement.pk for agreement in waiting]
            address = client_address(request) or None
            accept_agreements(actor=request.actor, agreement_ids=ids, now=timezone.now(), address=address)
            return _past_gate(request, GATE_AGREEMENTS)
        problem = _("请逐项阅读并勾选。不同意可以退出，您的资料和受教育的权利不受影响。")
    shown = [{"agreement": entry, "passages": texts.passages_of(entry)} for entry in waiting]
    context = {"shown": shown, "problem": problem}
    return render(request, "gateway/welcome.html", context, status=422 if problem else 200)


@never_cache
@login_required
@sensitive_post_parameters("new_password", "repeated")
@require_http_methods(["GET", "POST"])
def first_password(request: HttpRequest) -> HttpResponse:
    """A new password, where the present one was given by somebody else."""
    if GATE_PASSWORD not in request.session.get(GATES, ()):
        return redirect("gateway:account_password")
    form = NewPasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            account = set_first_password(
                account_id=request.actor.account_id, password=form.cleaned_data["new_password"], now=timezone.now()
            )
        except PasswordWeak as error:
            form.add_error("new_password", str(error))
        else:
            auth.update_session_auth_hash(request, account)
            return _past_gate(request, GATE_PASSWORD)
    return render(request, "gateway/first_password.html", {"form": form}, status=422 if form.errors else 200)


def _past_gate(request: HttpRequest, gate: str) -> HttpResponse:
    """Take one gate away and go on to the next, or to where the person was going."""
    if gate == GATE_AGREEMENTS:
        request.session[AGREED_UP_TO] = request.session.newest_agreement
    gates = [left for left in request.session.get(GATES, ()) if left != gate]
    if gates:
        request.session[GATES] = gates
        return redirect("gateway:welcome" if gates[0] == GATE_AGREEMENTS else "gateway:first_password")
    request.session.pop(GATES, None)
    return redirect(request.session.pop(NEXT, None) or settings.LOGIN_REDIRECT_URL)


@require_GET
def agreement(request: HttpRequest, kind: str) -> HttpResponse:
    """Terms, privacy, children's rules, copyright: readable by everybody."""
    if kind == "copyright":
        context = {"title": _("版权声明与投诉"), "passages": texts.copyright_passages(), "agreement": None}
        return render(request, "gateway/agreement.html", context)
    if kind not in AgreementKind.values:
        raise NotFound
    version = request.GET.get("version", "")[:20]
    found = texts.agreement_version(kind, version) if version else texts.latest_agreement(kind)
    if found is None:
        raise NotFound
    context = {"title": found.get_kind_display(), "passages": texts.passages_of(found), "agreement": found}
    return render(request, "gateway/agreement.html", context)
