"""Letters: writing one, seeing who has not signed, reminding them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xingtan.apps.workbench import data, services
from xingtan.apps.workbench.errors import LetterNotFound
from xingtan.apps.workbench.forms import LetterForm
from xingtan.apps.workbench.models import Letter
from xingtan.apps.workbench.selectors import audiences
from xingtan.apps.workbench.selectors import letters as sent
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.request import is_htmx
from xingtan.kernel.http.views import login_required
from xingtan.kernel.notices import api as notices
from xingtan.kernel.ui.toasts import add_toast, with_toast


def _require_composer(request: HttpRequest) -> None:
    if not request.actor.may_anywhere(data.COMPOSE):  # type: ignore[attr-defined]
        raise NotPermitted(permission=data.COMPOSE)


@require_http_methods(["GET", "POST"])
@login_required
def letter_new(request: HttpRequest) -> HttpResponse:
    """Write to a class, a school or the whole region."""
    _require_composer(request)
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "GET":
        form = LetterForm(actor=actor, initial=_initial(actor, request.GET.get("scope", "")))
        return render(request, "workbench/letter_new.html", {"form": form})
    form = LetterForm(request.POST, actor=actor)
    if not form.is_valid():
        return render(request, "workbench/letter_new.html", {"form": form}, status=422)
    letter = services.send_letter(actor=actor, now=timezone.now(), **form.cleaned_data)
    add_toast(request, _g("已发给%(count)s人") % {"count": letter.told_count})
    return redirect("workbench:letter", letter.pk)


def _initial(actor: Any, scope: str) -> dict[str, Any]:
    offered = audiences.audiences_for(actor)
    return {"token": uuid4().hex, "scope_path": scope, "audiences": [offered[-1][0]] if len(offered) <= 2 else []}


@require_GET
@login_required
def letter_count(request: HttpRequest) -> HttpResponse:
    """How many people the choice reaches; asked for while the letter is written."""
    _require_composer(request)
    actor = request.actor  # type: ignore[attr-defined]
    form = LetterForm(request.GET, actor=actor)
    form.is_valid()
    path, chosen = form.cleaned_data.get("scope_path"), form.cleaned_data.get("audiences")
    if not path or not chosen:
        return render(request, "workbench/_letter_count.html", {"words": "", "count": 0})
    people = audiences.people_in(scope_path=path, audiences=chosen, on=actor.on, but=actor.person_id)
    count = people.count()
    words = audiences.count_words(scope_name=form.scope_name(path), count=count)
    return render(request, "workbench/_letter_count.html", {"words": words, "count": count})


@require_GET
@login_required
def letter_list(request: HttpRequest) -> HttpResponse:
    """What one has sent."""
    _require_composer(request)
    letters = sent.letters_of(request.actor)  # type: ignore[attr-defined]
    return render(request, "workbench/letters.html", {"letters": list(letters[:100])})


@require_GET
@login_required
def letter_receipts(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One letter: its text, how far it has got, who has not signed."""
    actor = request.actor  # type: ignore[attr-defined]
    letter = _visible(actor, letter_id)
    return render(request, "workbench/letter.html", _receipts(letter, actor))


def _visible(actor: Any, letter_id: int) -> Letter:
    letters = Letter.objects.visible_to(actor).select_related("notice", "person", "organisation")
    letter = letters.filter(pk=letter_id).first()
    if letter is None:
        raise LetterNotFound
    return letter


def _receipts(letter: Letter, actor: Any) -> dict[str, Any]:
    state = notices.acknowledgement(letter.notice_id)
    missing = sent.outstanding_of(letter, actor) if letter.notice.requires_ack else []
    return {
        "letter": letter,
        "notice": letter.notice,
        "state": state,
        "missing": missing,
        "units": sent.by_unit(letter, actor) if letter.notice.requires_ack else [],
        "rest": state.told - state.acknowledged,
        "is_reminded": letter.reminded_on == actor.on,
        "is_overdue": letter.notice.is_overdue(actor.on),
    }


@require_POST
@login_required
def letter_remind(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Remind those who have not signed."""
    actor = request.actor  # type: ignore[attr-defined]
    count = services.remind(actor=actor, letter_id=letter_id, now=timezone.now())
    words = _g("已提醒%(count)s人") % {"count": count}
    if is_htmx(request):
        context = _receipts(_visible(actor, letter_id), actor)
        return with_toast(render(request, "workbench/_reminded.html", context), words)
    add_toast(request, words)
    return redirect("workbench:letter", letter_id)
