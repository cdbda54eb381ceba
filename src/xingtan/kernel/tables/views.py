from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from xingtan.kernel.errors import DomainError
from xingtan.kernel.http.views import login_required
from xingtan.kernel.tables import own_views, services
from xingtan.kernel.tables.models import NAME_LENGTH
from xingtan.kernel.ui.toasts import add_toast


def _back(request: HttpRequest, fallback: str) -> HttpResponse:
    """To the page that the form names, when it is one of ours."""
    back = request.POST.get("next", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else fallback)


@require_POST
@login_required
def run_undo(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take a bulk act back and return to the list it was done on."""
    services.undo_run(actor=request.actor, run_id=run_id, now=timezone.now())  # type: ignore[attr-defined]
    return _back(request, "/")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_view_list(request: HttpRequest) -> HttpResponse:
    """One's own views: of the list that leads here with what it shows, to be kept under a name; else of all lists."""
    actor = request.actor  # type: ignore[attr-defined]
    shown = own_views.shown_in(request.GET.get("list", ""))
    name, problem = request.POST.get("name", ""), ""
    if request.method == "POST":
        try:
            view = own_views.keep_view(actor=actor, shown=shown, name=name, now=timezone.now())
        except DomainError as error:
            problem = str(error)
        else:
            add_toast(request, _("已存为常用“%(name)s”") % {"name": view.name})
            return redirect(view.url)
    views = list(own_views.own_views(actor).filter(**({"table_code": shown.code} if shown else {})))
    context = {
        "shown": shown,
        "may_keep": shown is not None and shown.query and all(view.query != shown.query for view in views),
        "views": views,
        "name": name,
        "problem": problem,
        "name_length": NAME_LENGTH,
        "back": f"{shown.address}?{shown.query}" if shown else "",
    }
    return render(request, "tables/own_views.html", context, status=422 if problem else 200)


@require_POST
@login_required
def own_view_rename(request: HttpRequest, view_id: int) -> HttpResponse:
    """Call one's own view something else."""
    actor = request.actor  # type: ignore[attr-defined]
    view = own_views.rename_view(actor=actor, view_id=view_id, name=request.POST.get("name", ""))
    add_toast(request, _("已改名为“%(name)s”") % {"name": view.name})
    return _back(request, view.url)


@require_POST
@login_required
def own_view_drop(request: HttpRequest, view_id: int) -> HttpResponse:
    """Keep one's own view no longer."""
    view = own_views.drop_view(actor=request.actor, view_id=view_id)  # type: ignore[attr-defined]
    add_toast(request, _("已删除常用视图“%(name)s”") % {"name": view.name})
    return _back(request, view.address)
