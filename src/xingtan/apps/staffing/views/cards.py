"""The staff card, as of any day; its history; looking at what it masks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from xingtan.apps.staffing import data, errors, services
from xingtan.apps.staffing.forms import RevealForm
from xingtan.apps.staffing.selectors import card as cards
from xingtan.apps.staffing.selectors import extras, history, parts, words
from xingtan.kernel.http.views import login_required
from xingtan.people.access.selectors import grants_of
from xingtan.people.accounts import data as accounts
from xingtan.people.persons.data import REVEAL
from xingtan.people.postings import data as postings

SHOWN_CHANGES = 3
PRIVATE_ROLES = ("guardian", "student", "citizen")


def _day(request: HttpRequest) -> date:
    """The day in the address (`on=2025-03-01`); today when there is none or it makes no sense."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return request.actor.on  # type: ignore[attr-defined, no-any-return]


def _card(request: HttpRequest, person_id: int, on: date) -> cards.StaffCard:
    card = cards.staff_card(request.actor, person_id, on)  # type: ignore[attr-defined]
    if card is None:
        raise errors.StaffNotFound(person_id=person_id)
    return card


@require_GET
@login_required
def staff(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who somebody is, where they work and worked, what is kept about them, what is to be mended."""
    actor = request.actor  # type: ignore[attr-defined]
    on = _day(request)
    card = _card(request, person_id, on)
    services.record_card(actor, card)
    changes = history.changes_of(card.record, [post.posting for post in card.posts])
    context = {
        "card": card,
        "person": card.person,
        "record": card.record,
        "on": on,
        "is_today": on == actor.on,
        "timeline": cards.timeline(card),
        "changes": changes[:SHOWN_CHANGES],
        "change_count": len(changes),
        "facts": _facts(card),
        "parts": parts.file_parts(card.record, on, actor.on),
        "extras": extras.extra_parts(actor, card, on),
        "grants": _rights(card, on) if _sees_rights(actor, card) else [],
        "sees_rights": _sees_rights(actor, card),
        "account_url": _account_url(actor, card),
        "may_reveal": card.is_own or actor.may(REVEAL, card.path),
        "may_send": card.may_manage and any(path != card.path for path in actor.paths(postings.MANAGE)),
        "may_post": actor.may_anywhere(postings.MANAGE),
        "reveal_form": RevealForm(),
        "is_in_list": actor.may_anywhere(data.VIEW),
    }
    return render(request, "staffing/staff.html", context)


def _rights(card: cards.StaffCard, on: date) -> list[Any]:
    """Rights on a day; that somebody is a guardian too is for their own eyes."""
    held = grants_of(person_id=card.person.pk, on=on, now=timezone.now())
    return [grant for grant in held if card.is_own or grant.role not in PRIVATE_ROLES]


def _facts(card: cards.StaffCard) -> dict[str, Any]:
    return {
        "ethnic": words.code_word("ethnic", card.person.ethnic_code),
        "political": words.code_word("political", card.person.political_code),
        "documents": [(words.code_word("document_kind", row.kind), row) for row in card.documents],
        "certificate_subject": words.code_word("subject", card.record.certificate_subject),
    }


def _sees_rights(actor: Any, card: cards.StaffCard) -> bool:
    return card.is_own or actor.may("access.view", card.path)


def _account_url(actor: Any, card: cards.StaffCard) -> str:
    """Where the account is managed, for whoever may look at it."""
    if card.account is None or not actor.may(accounts.VIEW, card.path):
        return ""
    try:
        return reverse("gateway:account_card", args=[card.account.pk])
    except NoReverseMatch:
        return ""


@require_GET
@login_required
def staff_history(request: HttpRequest, person_id: int) -> HttpResponse:
    """Every change on record."""
    actor = request.actor  # type: ignore[attr-defined]
    card = _card(request, person_id, actor.on)
    changes = history.changes_of(card.record, [post.posting for post in card.posts])
    return render(request, "staffing/history.html", {"card": card, "person": card.person, "changes": changes})


@require_POST
@login_required
def staff_reveal(request: HttpRequest, person_id: int, what: str, item_id: int) -> HttpResponse:
    """Answer with one masked value in clear, after a reason was given; who looked is recorded."""
    actor = request.actor  # type: ignore[attr-defined]
    card = _card(request, person_id, actor.on)
    form = RevealForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    value = services.reveal(actor=actor, card=card, what=what, item_id=item_id, reason=reason)
    response = render(request, "staffing/_revealed.html", {"value": value})
    response["HX-Trigger"] = "xt:close"
    response["Cache-Control"] = "no-store"
    return response
