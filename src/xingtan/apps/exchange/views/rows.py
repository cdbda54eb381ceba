"""Rows of sets and what was found in them; mending, leaving out, saying what a record stands for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xingtan.apps.exchange import services
from xingtan.apps.exchange.data import MANAGE, VIEW, SetState
from xingtan.apps.exchange.forms import LinkForm, MendForm
from xingtan.apps.exchange.models import SetRow
from xingtan.apps.exchange.selectors import sets as selectors
from xingtan.apps.exchange.tables import FindingTable, RowTable
from xingtan.apps.exchange.texts import file_name
from xingtan.apps.exchange.views.answering import done, save
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import require
from xingtan.kernel.tables import api as tables
from xingtan.people.organisations.selectors import letterhead


def _list(request: HttpRequest, table: type[tables.Table], rows_of: Any) -> HttpResponseBase:
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not actor.may_anywhere(VIEW):
        raise NotPermitted(permission=VIEW)
    back = {"label": _("对接系统"), "url": reverse("exchange:partners")}
    wanted = request.GET.get("set", "")
    if wanted.isdigit() and len(wanted) < 18:
        back = {"label": _("回到这一批"), "url": reverse("exchange:set", args=[int(wanted)])}
    context = {"organisation_name": letterhead(actor, VIEW), "actions": [back]}
    return tables.respond(request, table, rows_of, context=context)


@require_GET
@login_required
def row_list(request: HttpRequest) -> HttpResponseBase:
    """Rows of all sets within reach."""
    return _list(request, RowTable, selectors.rows_seen)


@require_GET
@login_required
def finding_list(request: HttpRequest) -> HttpResponseBase:
    """Findings of all sets within reach."""
    return _list(request, FindingTable, selectors.findings_seen)


@require_GET
@login_required
def row(request: HttpRequest, row_id: int) -> HttpResponse:
    """One row beside what is held, what was found in it, and what of ours it stands for."""
    found = selectors.row_of(request.actor, row_id)  # type: ignore[attr-defined]
    columns = [name for name in found.layout.columns if name]
    wrong = [one["column"] for one in selectors.findings_of_row(found) if one["level"] == "error"]
    mend = MendForm(columns=columns, initial={"column": wrong[0] if wrong else ""})
    return _page(request, found, mend, LinkForm())


def _page(request: HttpRequest, found: SetRow, mend: MendForm, link: LinkForm) -> HttpResponse:
    actor: Any = request.actor  # type: ignore[attr-defined]
    received = found.received_set
    may_manage = actor.may(MANAGE, received.partner.organisation.path)
    is_open = received.state == SetState.READ
    linkable = found.layout.read_as in ("users", "orgs", "classes")
    context = {
        "row": found,
        "received": received,
        "file": file_name(found.file),
        "cells": selectors.cells_of(found),
        "findings": selectors.findings_of_row(found),
        "link": selectors.link_of_row(found),
        "mend": mend if may_manage and is_open and found.line is not None else None,
        "link_form": link if may_manage and linkable and received.state in (SetState.READ, SetState.APPLIED) else None,
        "alike": services.suggestions(actor=actor, row=found) if linkable else [],
        "is_open": is_open and may_manage,
    }
    status = 422 if mend.errors or link.errors else 200
    return render(request, "exchange/row.html", context, status=status)


def _managed(actor: Any, row_id: int) -> SetRow:
    found = selectors.row_of(actor, row_id)
    require(actor, MANAGE, found.received_set.partner.organisation.path)
    return found


@require_POST
@login_required
def row_mend(request: HttpRequest, row_id: int) -> HttpResponse:
    """Write one cell anew."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = _managed(actor, row_id)
    form = MendForm(request.POST, columns=[name for name in found.layout.columns if name])
    if form.is_valid():
        values = form.cleaned_data
        if save(form, lambda: services.mend_cell(actor=actor, row_id=row_id, **values)) is not None:
            return done(request, reverse("exchange:row", args=[row_id]), _("已改正并重新检查。请告诉对方同样改正。"))
    return _page(request, found, form, LinkForm())


@require_POST
@login_required
def row_leave_out(request: HttpRequest, row_id: int) -> HttpResponse:
    """Do not apply this row."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = selectors.row_of(actor, row_id)
    services.leave_out_rows(actor=actor, set_id=found.received_set_id, row_ids=[found.pk])
    return done(request, reverse("exchange:row", args=[row_id]), _("这一行不采用，已有的记录保持原样。"))


@require_POST
@login_required
def row_link(request: HttpRequest, row_id: int) -> HttpResponse:
    """Say what of ours the record stands for."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = _managed(actor, row_id)
    form = LinkForm(request.POST)
    if form.is_valid():
        chosen, now = form.cleaned_data["chosen"], timezone.now()
        if save(form, lambda: services.link_row(actor=actor, row_id=row_id, chosen=chosen, now=now)) is not None:
            return done(request, reverse("exchange:row", args=[row_id]), _("已对应。"))
    return _page(request, found, MendForm(columns=[name for name in found.layout.columns if name]), form)


@require_POST
@login_required
def row_new(request: HttpRequest, row_id: int) -> HttpResponse:
    """Say that a user is nobody we know."""
    services.take_as_new(actor=request.actor, row_id=row_id)  # type: ignore[attr-defined]
    return done(request, reverse("exchange:row", args=[row_id]), _("采用时登记为新的人。"))
