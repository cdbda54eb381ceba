"""Who may do what here, and who gave it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xingtan.apps.gateway.forms.access import EndGrantForm, GrantForm, StaffPowerForm
from xingtan.apps.gateway.selectors import access as reads
from xingtan.apps.gateway.services import access as writes
from xingtan.kernel.errors import DomainError, NotPermitted
from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.ui.toasts import add_toast
from xingtan.people.access.data import GRANT, VIEW
from xingtan.people.access.errors import GrantNotFound
from xingtan.people.access.models import Grant
from xingtan.people.access.selectors import grants_of
from xingtan.people.persons.errors import PersonNotFound
from xingtan.people.persons.selectors import find_by_e_id


def _require_anywhere(request: HttpRequest, permission: str) -> None:
    if not request.actor.may_anywhere(permission):
        raise NotPermitted(permission=permission)


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """One organisation, its roles, their holders, and where each right comes from."""
    _require_anywhere(request, VIEW)
    shown = reads.organisations_shown(request.actor)
    wanted = request.GET.get("organisation", "")
    chosen = next((row for row in shown if str(row.pk) == wanted), shown[0] if shown else None)
    parts = reads.holders_at(chosen, actor=request.actor, now=timezone.now()) if chosen else []
    context = {
        "organisations": shown,
        "chosen": chosen,
        "parts": parts,
        "may_grant": chosen is not None and request.actor.may(GRANT, chosen.path),
        "tab": "overview",
    }
    return render(request, "gateway/access.html", context)


@login_required
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """What each role may do."""
    _require_anywhere(request, VIEW)
    return render(request, "gateway/access_roles.html", {"entries": reads.role_catalogue(), "tab": "roles"})


@login_required
@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """What one person may do, where, since when and by whom."""
    actor = request.actor
    _require_anywhere(request, VIEW)
    visible = Grant.objects.visible_to(actor).filter(person_id=person_id)
    found = reads.person_with_grants(visible)
    if found is None:
        raise PersonNotFound(person_id=person_id)
    ids = set(visible.values_list("pk", flat=True))
    now = timezone.now()
    held = [row for row in grants_of(person_id=person_id, on=actor.on, now=now) if row.grant_id in ids]
    context = {
        "person": found,
        "held": reads.lines_of(held),
        "past": reads.past_of(person_id=person_id, actor=actor, now=now),
        "may_grant": actor.may_anywhere(GRANT),
        "tab": "overview",
    }
    return render(request, "gateway/access_person.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest) -> HttpResponse:
    """Give a role beside what postings give."""
    _require_anywhere(request, GRANT)
    initial = {
        "starts_on": request.actor.on,
        "e_id": request.GET.get("e_id", "")[:20],
        "scope": request.GET.get("scope", ""),
    }
    form = GrantForm(posted(request), initial=initial, scopes=reads.scope_choices(request.actor))
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        granted = _do(
            form,
            lambda person_id: writes.give_role(
                actor=request.actor,
                person_id=person_id,
                role=cleaned["role"],
                scope=cleaned["scope"],
                starts_on=cleaned["starts_on"],
                ends_on=cleaned["ends_on"],
                reason=cleaned["reason"],
            ),
        )
        if granted is not None:
            add_toast(request, _("已授权。"))
            return redirect("gateway:access_person", granted.person_id)
    context = {"form": form, "tab": "grant"}
    return render(request, "gateway/access_grant.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def power(request: HttpRequest) -> HttpResponse:
    """Open one permission for some hours."""
    _require_anywhere(request, GRANT)
    scopes = [choice for choice in reads.scope_choices(request.actor) if not choice[0].startswith(reads.GROUPING)]
    form = StaffPowerForm(posted(request), scopes=scopes, permissions=reads.permission_choices())
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        opened = _do(
            form,
            lambda person_id: writes.open_power(
                actor=request.actor,
                person_id=person_id,
                permission=cleaned["permission"],
                scope=cleaned["scope"],
                hours=cleaned["hours"],
                reason=cleaned["reason"],
                now=timezone.now(),
            ),
        )
        if opened is not None:
            add_toast(request, _("已开启，到时自动关闭。"))
            return redirect("gateway:access_person", opened.person_id)
    context = {"form": form, "tab": "power"}
    return render(request, "gateway/access_power.html", context, status=422 if form.errors else 200)


def _do(form: Any, act: Any) -> Grant | None:
    """Find the person by e-ID and act; None when the form now says why not."""
    found = find_by_e_id(form.cleaned_data["e_id"])
    if found is None:
        form.add_error("e_id", _("没有这个电子身份证号，请核对。"))
        return None
    try:
        granted: Grant = act(found.pk)
    except NotPermitted:
        raise
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    return granted


@login_required
@require_http_methods(["GET", "POST"])
def grant_end(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Let a direct grant end."""
    _require_anywhere(request, GRANT)
    row = Grant.objects.visible_to(request.actor).select_related("person").filter(pk=grant_id).first()
    if row is None:
        raise GrantNotFound(grant_id=grant_id)
    form = EndGrantForm(posted(request), initial={"on": request.actor.on})
    if request.method == "POST" and form.is_valid():
        on, reason = form.cleaned_data["on"], form.cleaned_data["reason"]
        try:
            writes.end_role(actor=request.actor, grant_id=grant_id, on=on, reason=reason)
        except NotPermitted:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            add_toast(request, _("已收回，最后一天是%(on)s。") % {"on": on.isoformat()})
            return redirect("gateway:access_person", row.person_id)
    context = {"form": form, "grant": row, "tab": "overview"}
    return render(request, "gateway/access_end.html", context, status=422 if form.errors else 200)
