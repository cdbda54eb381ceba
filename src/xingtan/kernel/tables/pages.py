"""`respond`: a list as a page, as a fragment for htmx, as a file, on paper, and as the target of its bulk acts."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from xingtan.kernel.tables import exports, journal, services
from xingtan.kernel.tables.acts import BulkAct
from xingtan.kernel.tables.listing import Listing
from xingtan.kernel.tables.opening import RowsOf
from xingtan.kernel.tables.selection import find_act, require_all, selected_rows
from xingtan.kernel.tables.table import Table

EXPORTS = {"csv": exports.csv_response, "xlsx": exports.xlsx_response}


def respond(
    request: HttpRequest,
    table_class: type[Table],
    rows_of: RowsOf,
    *,
    template: str = "tables/page.html",
    context: dict[str, Any] | None = None,
) -> HttpResponseBase:
    """Answer a list's address.

    Args:
        rows_of: function of the actor that gives the rows they may see (`visible_to`), with the joins the columns read.
            Its queries and those of the tabs are put together once for all actors of a sort (`kernel.prepared`).
        template: extends "tables/page.html"; gets `listing`, `table` and `context`.
        context: among others `organisation_name` (printed as 单位), `subtitle` and `actions` of the page head.
    """
    table = table_class(request.actor)  # type: ignore[attr-defined]
    listing = Listing(request, table, rows_of)
    values = {"table": table, "listing": listing, **(context or {})}
    if request.method == "POST":
        return _act(request, listing, values)
    wanted = request.GET.get("format", "")
    if wanted in EXPORTS and table.is_exportable:
        return _export(listing, wanted)
    if wanted == "print" and table.is_exportable:
        return _print(request, listing, values)
    if "control" in request.GET:
        return _control(request, listing)
    return _page(request, listing, template, values)


def _page(request: HttpRequest, listing: Listing, template: str, values: dict[str, Any]) -> HttpResponse:
    """The whole page, or only what htmx will swap: the list, or its body with the conditions beside it."""
    target = request.headers.get("HX-Target", "")
    is_restoring = request.headers.get("HX-History-Restore-Request") == "true"
    is_fragment = request.headers.get("HX-Request") == "true" and not is_restoring
    if is_fragment and target == f"{listing.table.code}-body":
        response = render(request, "tables/_swap.html", values)
    elif is_fragment and target == listing.table.code:
        response = render(request, "tables/_list.html", values)
    else:
        response = render(request, template, values)
        is_fragment = False
    if is_fragment:
        response["HX-Push-Url"] = listing.own_url
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def _control(request: HttpRequest, listing: Listing) -> HttpResponse:
    """The options of one condition, drawn when somebody opens it."""
    code = request.GET["control"]
    condition = next((condition for condition in listing.table.filters if condition.code == code), None)
    if condition is None:
        return HttpResponse(status=404)
    return render(request, "tables/_control.html", {"listing": listing, "chip": listing.chip(condition, is_open=True)})


def _export(listing: Listing, wanted: str) -> HttpResponseBase:
    count = exports.check_size(listing, listing.table.max_export_rows)
    journal.record(
        listing.table.actor,
        "tables.exported",
        table=listing.table.code,
        format=wanted,
        rows=count,
        conditions=listing.own_url,
    )
    return EXPORTS[wanted](listing)


def _print(request: HttpRequest, listing: Listing, values: dict[str, Any]) -> HttpResponse:
    count = exports.check_size(listing, listing.table.max_print_rows)
    heads, cells = exports.print_rows(listing)
    journal.record(listing.table.actor, "tables.printed", table=listing.table.code, rows=count)
    conditions = [chip for chip in listing.chips if chip["is_set"]]
    values.update(heads=heads, cells=cells, count=count, conditions=conditions, now=timezone.now())
    return render(request, "tables/print.html", values)


def _act(request: HttpRequest, listing: Listing, values: dict[str, Any]) -> HttpResponse:
    table = listing.table
    act = find_act(table, request.POST.get("act", ""))
    rows = selected_rows(request, table, listing.queryset)
    form = None
    if act.asks_first:
        is_answered = request.POST.get("answered") == "1"
        if act.form is not None:
            form = act.form(request.POST, prefix="act") if is_answered else act.form(prefix="act")
        if not is_answered or (form is not None and not form.is_valid()):
            return _ask(request, listing, act, rows, form, values)
    run = services.run_act(table=table, act=act, rows=rows, form=form, now=timezone.now())
    url = listing.own_url
    return redirect(f"{url}{'&' if '?' in url else '?'}done={run.pk}")


def _ask(
    request: HttpRequest, listing: Listing, act: BulkAct, rows: QuerySet[Any], form: Any, values: dict[str, Any]
) -> HttpResponse:
    count = require_all(listing.table.actor, act, rows)
    names = [listing.table.row_name(row) for row in rows.order_by("pk")[:10]]
    chosen = (
        [("selection", token)]
        if (token := request.POST.get("selection", ""))
        else [("id", key) for key in request.POST.getlist("id")]
    )
    values.update(act=act, form=form, count=count, names=names, chosen=chosen)
    return render(request, "tables/act.html", values, status=422 if form is not None and form.errors else 200)
