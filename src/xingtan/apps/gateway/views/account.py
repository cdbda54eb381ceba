"""One's own account: data, confirmation, password, devices, looks."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xingtan.apps.gateway.forms.account import AllPreferencesForm, AvatarForm, ConfirmationForm, PreferencesForm
from xingtan.apps.gateway.forms.sign_in import ChangePasswordForm, NewPasswordForm
from xingtan.apps.gateway.selectors.own_data import acceptances_of, facts_of, open_confirmations, person_spoken_for
from xingtan.apps.gateway.services import own_account
from xingtan.kernel.errors import DomainError
from xingtan.kernel.http import language
from xingtan.kernel.http.request import is_htmx, posted, safe_next
from xingtan.kernel.http.views import login_required
from xingtan.kernel.ui.toasts import add_toast
from xingtan.people.accounts.errors import PasswordWeak, PasswordWrong
from xingtan.people.accounts.models import Account
from xingtan.people.accounts.selectors import sessions_of
from xingtan.people.accounts.services import end_other_sessions, set_preferences
from xingtan.people.persons.errors import PersonNotFound
from xingtan.people.postings.selectors import postings_of
from xingtan.people.roster.selectors import stay_on

ONE_YEAR = 365 * 86400


@login_required
@require_GET
def own_data(request: HttpRequest) -> HttpResponse:
    """What is registered about me, and what waits for my confirmation."""
    return render(request, "gateway/account.html", own_context(request))


def own_context(request: HttpRequest, **forms: Any) -> dict[str, Any]:
    actor = request.actor
    person = person_spoken_for(actor, actor.person_id)
    if person is None:
        raise PersonNotFound(person_id=actor.person_id)
    account = Account.objects.visible_to(actor).get(pk=actor.account_id)
    chosen = {"language": account.language, **account.preferences}
    return {
        "person": person,
        "account": account,
        "facts": facts_of(person),
        "confirmation": open_confirmations([person.pk]).get(person.pk),
        "confirmation_form": ConfirmationForm(),
        "postings": postings_of(person_id=person.pk, on=actor.on),
        "stay": stay_on(person.pk, on=actor.on),
        "accepted": acceptances_of(person.pk),
        "avatar_form": AvatarForm(),
        "preferences_form": AllPreferencesForm(initial=chosen),
        "tab": "data",
        **forms,
    }


@login_required
@require_POST
def reveal(request: HttpRequest, person_id: int, field: str) -> HttpResponse:
    """One masked value of mine or of a ward's, in clear; recorded."""
    person = person_spoken_for(request.actor, person_id)
    if person is None:
        raise PersonNotFound(person_id=person_id)
    value = own_account.reveal(actor=request.actor, person=person, field=field)
    response = HttpResponse(escape(value or "—"))
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def confirmation_answer(request: HttpRequest, confirmation_id: int) -> HttpResponse:
    """Say that data is right, or what is wrong with it."""
    own_account.require_confirmation(actor=request.actor, confirmation_id=confirmation_id)
    form = ConfirmationForm(request.POST)
    back = safe_next(request, resolve_url("gateway:account"))
    if not form.is_valid():
        words = "".join(str(error) for errors in form.errors.values() for error in errors)
        add_toast(request, words, tone="bad")
        return redirect(back)
    remark = form.cleaned_data["remark"]
    own_account.answer_confirmation(
        actor=request.actor, confirmation_id=confirmation_id, remark=remark, now=timezone.now()
    )
    add_toast(request, _("已转学校核实更正，谢谢您。") if remark else _("已确认无误，谢谢您。"))
    return _after_post(request, back)


def _after_post(request: HttpRequest, address: str) -> HttpResponse:
    if is_htmx(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return redirect(address)


@login_required
@require_POST
def avatar(request: HttpRequest) -> HttpResponse:
    """A new portrait. What is no picture is refused with a sentence, and the old one stays."""
    form = AvatarForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            own_account.set_avatar(actor=request.actor, upload=form.cleaned_data["picture"])
        except DomainError as error:
            form.add_error("picture", str(error))
        else:
            add_toast(request, _("照片已更换。"))
            return redirect("gateway:account")
    return render(request, "gateway/account.html", own_context(request, avatar_form=form), status=422)


@never_cache
@login_required
@sensitive_post_parameters("old_password", "new_password", "repeated")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    has_old = request.user.has_usable_password()
    form = (ChangePasswordForm if has_old else NewPasswordForm)(posted(request))
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            account = own_account.change_own_password(
                actor=request.actor,
                old=cleaned.get("old_password"),
                new=cleaned["new_password"],
                session_key=request.session.session_key or "",
                now=timezone.now(),
            )
        except PasswordWrong as error:
            form.add_error("old_password", str(error))
        except PasswordWeak as error:
            form.add_error("new_password", str(error))
        else:
            auth.update_session_auth_hash(request, account)
            add_toast(request, _("密码已修改，其他设备已退出。"))
            return redirect("gateway:account")
    context = {"form": form, "tab": "password"}
    return render(request, "gateway/password.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in."""
    alive = sessions_of(account_id=request.actor.account_id, now=timezone.now())
    rows = [
        {
            "session": row,
            "mark": own_account.session_mark(row.session_key),
            "is_here": row.session_key == request.session.session_key,
        }
        for row in alive
    ]
    return render(request, "gateway/sessions.html", {"rows": rows, "tab": "sessions"})


@login_required
@require_POST
def session_end(request: HttpRequest) -> HttpResponse:
    own_account.end_session_by_mark(actor=request.actor, mark=request.POST.get("session", ""))
    add_toast(request, _("那台设备已退出。"))
    return redirect("gateway:sessions")


@login_required
@require_POST
def sessions_end_others(request: HttpRequest) -> HttpResponse:
    count = end_other_sessions(account_id=request.actor.account_id, keep=request.session.session_key or "")
    add_toast(request, _("已让%(count)s台设备退出。") % {"count": count})
    return redirect("gateway:sessions")


@login_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Language, theme and large text, kept with the account and in cookies for this device."""
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        add_toast(request, _("没有这个选项，请重新选择。"), tone="bad")
        return redirect("gateway:account")
    chosen: dict[str, Any] = {}
    if "theme" in request.POST:
        chosen["theme"] = form.cleaned_data["theme"]
    if "large_text" in request.POST or request.POST.get("form") == "all":
        chosen["large_text"] = form.cleaned_data["large_text"]
    wanted = form.cleaned_data["language"] or None
    set_preferences(account_id=request.actor.account_id, language=wanted, **chosen)
    response = (
        HttpResponse(status=204) if is_htmx(request) else redirect(safe_next(request, resolve_url("gateway:account")))
    )
    if wanted:
        language.remember(response, wanted)
    for name, value in (("theme", chosen.get("theme")), ("large", _large_cookie(chosen))):
        if value is not None:
            response.set_cookie(
                name, value, max_age=ONE_YEAR if value else 0, samesite="Lax", secure=request.is_secure()
            )
    return response


def _large_cookie(chosen: dict[str, Any]) -> str | None:
    return None if "large_text" not in chosen else "1" if chosen["large_text"] else ""


@login_required
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Everything held about me, as one JSON file."""
    sections = own_account.export_own_data(actor=request.actor)
    now = timezone.localtime()
    body = {"exported_at": now.isoformat(timespec="seconds"), **sections}
    text = json.dumps(body, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="my-data-{now:%Y%m%d}.json"'
    response["Cache-Control"] = "no-store"
    return response
