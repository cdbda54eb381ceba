"""One case: its page, and the forms of what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xingtan.engines.workflow import errors, forms, services
from xingtan.engines.workflow.data import CaseState
from xingtan.engines.workflow.models import Case
from xingtan.engines.workflow.selectors import cases as selectors
from xingtan.engines.workflow.selectors import lists, naming
from xingtan.engines.workflow.views.answering import done, form_page, save
from xingtan.kernel.http.views import login_required

Write = Callable[[dict[str, Any]], Any]


@require_GET
@login_required
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Where a case stands, what may be done, what happened."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = selectors.case_of(actor, case_id)
    return render(request, "workflow/case.html", {"flow": lists.case_part(actor, found, timezone.now())})


def _address(case_id: int) -> str:
    return reverse("workflow:case", args=[case_id])


def _act(
    request: HttpRequest,
    case_id: int,
    form_class: type[forms.ActForm],
    write: Callable[[Case, dict[str, Any]], Any],
    *,
    title: Any,
    verb: Any,
    said: Any,
    must_have_part: bool = True,
    **options: Any,
) -> HttpResponse:
    """The page of one act: asked, refused with what was typed kept, or done."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = selectors.case_of(actor, case_id)
    if must_have_part:
        _check(request, actor, found)
    kwargs = {"actor": actor, "scope_path": found.scope_path, **options}
    if request.method == "POST":
        form = form_class(request.POST, **kwargs)
        if form.is_valid() and save(form, lambda: write(found, form.cleaned_data)) is not None:
            return done(request, _address(case_id), said)
        _renew_turn(form, selectors.case_of(actor, case_id))
    else:
        form = form_class(initial={"turn": found.turn}, **kwargs)
    names = naming.offered(actor, found.scope_path) if "people" in form.fields or "chosen" in form.fields else []
    return form_page(
        request,
        form,
        title=title,
        verb=verb,
        back=_address(case_id),
        lead=found.title,
        names=names,
        crumb=found.title,
        crumb_back=_address(case_id),
    )


def _check(request: HttpRequest, actor: Any, found: Case) -> None:
    """Say why before a form is filled in for nothing; to who has just done it, that it is done."""
    if selectors.open_parts(actor, found):
        return
    took_part = selectors.took_part(actor, found)
    if request.method == "POST" and took_part and _turn(request) != found.turn:
        raise errors.Stale
    if took_part and found.state != CaseState.RUNNING:
        raise errors.CaseOver(state=found.get_state_display())
    raise errors.NotYourTurn


def _renew_turn(form: Any, found: Case) -> None:
    """What was typed stays; who has read why it was refused may press again from what is so now."""
    form.data = form.data.copy()
    form.data["turn"] = str(found.turn)


@require_http_methods(["GET", "POST"])
@login_required
def case_agree(request: HttpRequest, case_id: int) -> HttpResponse:
    """Agree; where the next step's people are chosen here, choose them."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = selectors.case_of(actor, case_id)
    offer = selectors.offer_of(actor, found, timezone.now())
    form_class = forms.ChooseForm if offer.choice is not None else forms.ActForm

    def write(one: Case, given: dict[str, Any]) -> Any:
        chosen = [person.pk for person in given.get("chosen", ())]
        return services.agree(
            actor=actor,
            case_id=one.pk,
            turn=given["turn"],
            opinion=given["opinion"],
            chosen=chosen,
            now=timezone.now(),
        )

    verb = _("重新提交") if offer.is_start else _("同意")
    said = _("已重新提交。") if offer.is_start else _("已同意。")
    return _act(request, case_id, form_class, write, title=verb, verb=verb, said=said)


@require_http_methods(["GET", "POST"])
@login_required
def case_return(request: HttpRequest, case_id: int) -> HttpResponse:
    """Send it back to an earlier step."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    offer = selectors.offer_of(actor, selectors.case_of(actor, case_id), timezone.now())

    def write(one: Case, given: dict[str, Any]) -> Any:
        values = {"turn": given["turn"], "step": given["step"], "opinion": given["opinion"]}
        return services.return_to(actor=actor, case_id=one.pk, now=timezone.now(), **values)

    title = _("退回")
    return _act(
        request,
        case_id,
        forms.ReturnForm,
        write,
        title=title,
        verb=title,
        said=_("已退回。"),
        steps=offer.returns,
    )


@require_http_methods(["GET", "POST"])
@login_required
def case_refuse(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say no; the case ends."""
    actor: Any = request.actor  # type: ignore[attr-defined]

    def write(one: Case, given: dict[str, Any]) -> Any:
        values = {"turn": given["turn"], "opinion": given["opinion"]}
        return services.refuse(actor=actor, case_id=one.pk, now=timezone.now(), **values)

    title = _("不同意")
    return _act(
        request, case_id, forms.ReasonForm, write, title=title, verb=title, said=_("已写明不同意，这件事结束。")
    )


@require_http_methods(["GET", "POST"])
@login_required
def case_add(request: HttpRequest, case_id: int) -> HttpResponse:
    """Bring others in, before or after oneself."""
    actor: Any = request.actor  # type: ignore[attr-defined]

    def write(one: Case, given: dict[str, Any]) -> Any:
        values = {"turn": given["turn"], "opinion": given["opinion"], "where": given["where"]}
        people = [person.pk for person in given["people"]]
        return services.add_sign(actor=actor, case_id=one.pk, people=people, now=timezone.now(), **values)

    return _act(request, case_id, forms.AddForm, write, title=_("加签"), verb=_("加签"), said=_("已请他们加签。"))


@require_http_methods(["GET", "POST"])
@login_required
def case_hand_over(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give one's part to somebody else."""
    actor: Any = request.actor  # type: ignore[attr-defined]

    def write(one: Case, given: dict[str, Any]) -> Any:
        values = {"turn": given["turn"], "opinion": given["opinion"], "person_id": given["people"][0].pk}
        return services.hand_over(actor=actor, case_id=one.pk, now=timezone.now(), **values)

    return _act(request, case_id, forms.HandOverForm, write, title=_("转办"), verb=_("转办"), said=_("已转办。"))


@require_http_methods(["GET", "POST"])
@login_required
def case_circulate(request: HttpRequest, case_id: int) -> HttpResponse:
    """Send it round to be read."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = selectors.case_of(actor, case_id)
    if not selectors.offer_of(actor, found, timezone.now()).may_circulate:
        raise errors.NotYourTurn

    def write(one: Case, given: dict[str, Any]) -> Any:
        people = [person.pk for person in given["people"]]
        return services.circulate(
            actor=actor, case_id=one.pk, people=people, opinion=given["opinion"], now=timezone.now()
        )

    words = {"title": _("传阅"), "verb": _("传阅"), "said": _("已送传阅。")}
    return _act(request, case_id, forms.CirculateForm, write, must_have_part=False, **words)


def _turn(request: HttpRequest) -> int:
    """The turn that a button carries. One without it was not made by a page of ours: it is stale."""
    typed = request.POST.get("turn", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


@require_POST
@login_required
def case_recall(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take one's agreement back."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    services.recall(actor=actor, case_id=case_id, turn=_turn(request), now=timezone.now())
    return done(request, _address(case_id), _("已取回，请重新办理。"))


@require_POST
@login_required
def case_withdraw(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take the whole case back."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    services.withdraw(actor=actor, case_id=case_id, turn=_turn(request), now=timezone.now())
    return done(request, _address(case_id), _("已撤销。"))


@require_POST
@login_required
def case_read(request: HttpRequest, case_id: int) -> HttpResponse:
    """Sign that one has read it."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    opinion = request.POST.get("opinion", "")
    services.sign_read(actor=actor, case_id=case_id, opinion=opinion, now=timezone.now())
    return done(request, _address(case_id), _("已签阅。"))


@require_POST
@login_required
def case_remind(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask those who have it to get on with it."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    services.remind(actor=actor, case_id=case_id, now=timezone.now())
    return done(request, _address(case_id), _("已催办。"))
