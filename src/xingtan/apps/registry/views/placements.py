"""Placing pupils into classes: the list, the board, lots, confirming, taking back, and what is printed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xingtan.apps.registry import data, errors
from xingtan.apps.registry.forms.placements import WHOLE, LotsForm, PlacementForm, SeatsForm
from xingtan.apps.registry.models import Placement
from xingtan.apps.registry.policies import roll_mark
from xingtan.apps.registry.selectors import placements as reads
from xingtan.apps.registry.services import placements as services
from xingtan.apps.registry.views.answering import done, form_page, require_anywhere, save
from xingtan.kernel.audit import api as audit
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.addresses import row_address
from xingtan.kernel.http.views import login_required
from xingtan.kernel.tables.api import Column, Empty, Table, respond
from xingtan.people.organisations.selectors import letterhead
from xingtan.people.roster import data as roster
from xingtan.people.roster.selectors import school_year_on

STATES = {"draft": (_("起草中"), "yours"), "confirmed": (_("已生效"), "green"), "undone": (_("已撤销"), "none")}


def _cohort_words(row: Any) -> str:
    grade = row.cohort.grade_name(school_year_on(row.on)) or row.cohort.get_stage_display()
    return _g("%(grade)s（%(year)s级）") % {"grade": grade, "year": row.cohort.enrol_year}


class PlacementTable(Table):
    code = "placements"
    title = _("分班")
    unit = _("次")
    order = "-created_at"
    search_fields = ("organisation__name", "basis")
    search_hint = _("学校或事由")
    columns = (
        Column("cohort", _("级"), value=_cohort_words, link=row_address("registry:placement"), phone="title"),
        Column("school", _("学校"), value="organisation.display_name", sort="organisation__path"),
        Column("basis", _("事由")),
        Column("pupils", _("学生"), value="pupil_count", unit=_("人"), align="end"),
        Column("classes", _("班级"), value=lambda row: len(row.class_ids), unit=_("个"), align="end"),
        Column("on", _("编入日期"), sort="on"),
        Column("created_at", _("起草时间"), sort="created_at", phone="hide"),
        Column("state", _("状态"), value=lambda row: STATES[row.state][0], lamp=lambda row: STATES[row.state][1]),
    )
    empty = Empty(
        _("还没有分过班。新生报到后从这里均衡编班。"),
        action=_("新建分班"),
        url=lambda actor: reverse("registry:placement_add") if actor.may_anywhere(roster.MANAGE_PUPILS) else "",
    )


@require_safe
@login_required
def placement_list(request: HttpRequest) -> HttpResponseBase:
    """Every placement within reach."""
    actor = request.actor
    require_anywhere(actor, roster.VIEW_PUPILS)
    actions = []
    if actor.may_anywhere(roster.MANAGE_PUPILS):
        actions.append({"label": _("新建分班"), "url": reverse("registry:placement_add"), "is_primary": True})
    context = {"actions": actions, "organisation_name": letterhead(actor, roster.VIEW_PUPILS)}
    return respond(request, PlacementTable, reads.placements_of, context=context)


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def placement_add(request: HttpRequest) -> HttpResponseBase:
    """Which cohort, who of it, from when."""
    actor = request.actor
    if not actor.may_anywhere(roster.MANAGE_PUPILS):
        raise NotPermitted(permission=roster.MANAGE_PUPILS)
    form = PlacementForm(request.POST if request.method == "POST" else None, actor=actor)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        drafted = save(
            form,
            lambda: services.draft_placement(
                actor=actor,
                cohort_id=values["cohort"],
                on=values["on"],
                basis=values["basis"],
                is_whole=values["who"] == WHOLE,
            ),
        )
        if drafted is not None:
            return redirect("registry:placement", drafted.pk)
    back = reverse("registry:placement_list")
    return form_page(
        request,
        form,
        title=_("新建分班"),
        verb=_("去分班"),
        back=back,
        crumb_label=_("分班"),
        crumb_url=back,
        consequence=_("先起草，不影响学籍；确认以后才编入班级，可以撤销。"),
    )


def _placement(request: HttpRequest, placement_id: int) -> Placement:
    found = reads.placements_of(request.actor).filter(pk=placement_id).first()
    if found is None:
        raise errors.PlacementNotFound(placement_id=placement_id)
    return found


@require_safe
@login_required
def placement(request: HttpRequest, placement_id: int) -> HttpResponse:
    """The board: classes as columns, the undecided first."""
    return _board(request, _placement(request, placement_id))


def _board(request: HttpRequest, placement: Placement, *, status: int = 200, **more: Any) -> HttpResponse:
    board = reads.board_of(placement)
    may_manage = request.actor.may(roster.MANAGE_PUPILS, placement.scope_path)
    first = {"seed": placement.seed, "siblings": placement.siblings}
    context = {
        "board": board,
        "placement": placement,
        "cohort_words": _cohort_words(placement),
        "state": STATES[placement.state],
        "may_edit": may_manage and placement.is_draft,
        "may_undo": may_manage and placement.state == "confirmed",
        "lots_form": LotsForm(initial=first),
        **more,
    }
    return render(request, "registry/placement.html", context, status=status)


@require_POST
@login_required
def placement_seats(request: HttpRequest, placement_id: int) -> HttpResponseBase:
    """Put chosen pupils into a class, back among the undecided, or out of the placement.

    The board's script asks for the heads of the columns only (`part=heads`); a browser without it gets the page.
    """
    services.managed_placement(request.actor, placement_id)
    form = SeatsForm(request.POST)
    if not form.is_valid():
        words = [str(sentence) for sentences in form.errors.values() for sentence in sentences]
        return _board(request, _placement(request, placement_id), status=422, complaint=words[0])
    stays, to = form.cleaned_data["stay"], form.cleaned_data["to"]
    if to == SeatsForm.OUT:
        services.leave_out(actor=request.actor, placement_id=placement_id, stay_ids=stays)
    else:
        services.put_pupils(actor=request.actor, placement_id=placement_id, stay_ids=stays, class_id=to)
    if request.POST.get("part") == "heads":
        board = reads.board_of(_placement(request, placement_id))
        return render(request, "registry/_placement_heads.html", {"board": board})
    return redirect("registry:placement", placement_id)


@require_POST
@login_required
def placement_lots(request: HttpRequest, placement_id: int) -> HttpResponseBase:
    """Deal everybody evenly from a public seed."""
    services.managed_placement(request.actor, placement_id)
    form = LotsForm(request.POST)
    if not form.is_valid():
        return _board(request, _placement(request, placement_id), status=422, lots_form=form)
    drawn = services.draw_lots(actor=request.actor, placement_id=placement_id, **form.cleaned_data)
    words = _("已按种子%(seed)s均衡分班，请核对后确认。") % {"seed": drawn.seed}
    return done(request, reverse("registry:placement", args=[placement_id]), words)


@require_POST
@login_required
def placement_confirm(request: HttpRequest, placement_id: int) -> HttpResponseBase:
    """Put everybody into their classes, all or none."""
    confirmed = services.confirm_placement(actor=request.actor, placement_id=placement_id, now=timezone.now())
    words = _("已将%(count)s名学生编入班级。") % {"count": confirmed.pupil_count}
    return done(request, reverse("registry:placement", args=[placement_id]), words)


@require_POST
@login_required
def placement_undo(request: HttpRequest, placement_id: int) -> HttpResponseBase:
    """Put everybody back."""
    count = services.undo_placement(actor=request.actor, placement_id=placement_id, now=timezone.now())
    words = _("已撤销，%(count)s名学生回到原来的状态。") % {"count": count}
    return done(request, reverse("registry:placement", args=[placement_id]), words)


@require_POST
@login_required
def placement_drop(request: HttpRequest, placement_id: int) -> HttpResponseBase:
    """Throw a draft away."""
    services.drop_placement(actor=request.actor, placement_id=placement_id)
    return done(request, reverse("registry:placement_list"), _("已放弃这次分班，学籍没有变化。"))


@require_safe
@login_required
def placement_print(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Class lists and, for a placement by lot, the protocol; who printed is recorded."""
    found = _placement(request, placement_id)
    board = reads.board_of(found)
    audit.record(
        request.actor, data.AUDIT_PLACEMENT_PRINTED, "placement", found.pk, found.scope_path, rows=found.pupil_count
    )
    e_ids = [card.stay.person.e_id for column in (*board.columns, board.waiting) for card in column.cards]
    context = {
        "placement": found,
        "board": board,
        "cohort_words": _cohort_words(found),
        "state": STATES[found.state],
        "lists": reads.class_lists(board),
        "drawn": reads.protocol_rows(board) if found.seed else [],
        "mark": roll_mark(e_ids),
    }
    return render(request, "registry/placement_print.html", context)
