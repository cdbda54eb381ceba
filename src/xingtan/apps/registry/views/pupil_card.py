"""The pupil card, as of any day, and looking at what it masks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _g
from django.views.decorators.http import require_POST, require_safe

from xingtan.apps.registry import errors
from xingtan.apps.registry.forms.pupils import RevealForm
from xingtan.apps.registry.selectors import facts, history, pupils, words
from xingtan.apps.registry.services import reading
from xingtan.apps.registry.views.answering import day_asked
from xingtan.apps.registry.views.guardians import ACTS
from xingtan.kernel.http.views import login_required
from xingtan.people.access.data import ROLES
from xingtan.people.persons.data import REVEAL
from xingtan.people.roster import data as roster
from xingtan.people.roster.selectors import school_year_on

SHOWN_CHANGES = 3


def _card(request: HttpRequest, person_id: int, on: date) -> pupils.PupilCard:
    card = pupils.pupil_card(request.actor, person_id, on)
    if card is None:
        raise errors.PupilNotFound(person_id=person_id)
    return card


def _timeline(card: pupils.PupilCard) -> list[dict[str, Any]]:
    year_of = school_year_on
    return [
        {
            "label": stay.organisation.display_name,
            "text": stay.class_group.name_in(year_of(stay.starts_on)) if stay.class_group else _g("未分班"),
            "starts_on": stay.starts_on,
            "ends_on": stay.ends_on,
            "tone": "1" if stay.ends_on is None else "rest",
        }
        for stay in card.stays
    ]


@require_safe
@login_required
def pupil(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who the pupil is, where they were, who answers for them, what is to be mended."""
    actor = request.actor
    on = day_asked(request)
    card = _card(request, person_id, on)
    is_full = not card.is_former and actor.may(roster.VIEW_PUPILS, card.path)
    year = school_year_on(on)
    for stay in card.stays:
        stay.class_name = words.class_span(stay, on)
    changes = history.changes_of(card.person, card.stays) if is_full else []
    if is_full:
        reading.record_card(actor, card)
    context = {
        "card": card,
        "person": card.person,
        "on": on,
        "is_today": on == actor.on,
        "is_full": is_full,
        "class_name": card.current.class_group.name_in(year) if card.current and card.current.class_group else "",
        "lasting_name": card.current.class_group.lasting_name if card.current and card.current.class_group else "",
        "timeline": _timeline(card),
        "facts": {
            "political": words.word("political", card.person.political_code),
            "ethnic": words.word("ethnic", card.person.ethnic_code),
            "attendance": words.word("attendance", card.current.attendance_code) if card.current else "",
            "entry": words.word("entry", card.current.entry_code) if card.current else "",
            "documents": [(words.word("document_kind", item.kind), item) for item in card.documents],
        },
        "fact_groups": facts.fact_groups(card.facts) if is_full else [],
        "portrait": facts.portrait_of(person_id) if is_full else None,
        "changes": changes[:SHOWN_CHANGES],
        "custody_log": [(ACTS.get(entry.act, entry.act), entry) for entry in card.custody_log] if is_full else [],
        "change_count": len(changes),
        "may_list": actor.may_anywhere(roster.VIEW_PUPILS) or actor.may_anywhere(roster.VIEW_CLASSES),
        "may_manage": is_full and actor.may(roster.MANAGE_PUPILS, card.path),
        "may_confirm": is_full and actor.may(roster.CONFIRM_GUARDIANS, card.path),
        "may_reveal": is_full and actor.may(REVEAL, card.path),
        "reveal_form": RevealForm(),
        "guardian_label": ROLES["guardian"].label,
    }
    return render(request, "registry/pupil.html", context)


@require_safe
@login_required
def pupil_history(request: HttpRequest, person_id: int) -> HttpResponse:
    """Every change on record, old and new, when and by whom."""
    card = _card(request, person_id, request.actor.on)
    reading.require_card(request.actor, card)
    context = {"card": card, "person": card.person, "changes": history.changes_of(card.person, card.stays)}
    return render(request, "registry/pupil_history.html", context)


@require_POST
@login_required
def pupil_reveal(request: HttpRequest, person_id: int, what: str, item_id: int) -> HttpResponse:
    """Answer with one masked value in clear, after a reason was given; who looked is recorded."""
    card = _card(request, person_id, request.actor.on)
    form = RevealForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    value = reading.reveal(actor=request.actor, card=card, what=what, item_id=item_id, reason=reason)
    response = render(request, "registry/_revealed.html", {"value": value})
    response["HX-Trigger"] = "xt:close"
    response["Cache-Control"] = "no-store"
    return response
