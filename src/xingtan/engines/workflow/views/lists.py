"""Lists of what is mine, what I have started, and what waits for anybody in reach."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xingtan.engines.workflow.data import HAND_OVER
from xingtan.engines.workflow.selectors import lists
from xingtan.engines.workflow.tables import MyCaseTable, MyPartTable, PendingTable
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.tables import api as tables
from xingtan.people.organisations.selectors import letterhead


@require_http_methods(["GET", "POST"])
@login_required
def mine(request: HttpRequest) -> HttpResponseBase:
    """What waits for the actor, what they have done; many are agreed to at once."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    actions = [
        {"label": _("我发起的"), "url": reverse("workflow:started")},
        {"label": _("委托他人代办"), "url": reverse("workflow:delegations")},
    ]
    if actor.may_anywhere(HAND_OVER):
        actions.append({"label": _("移交他人待办"), "url": reverse("workflow:pending")})
    return tables.respond(request, MyPartTable, lists.my_parts, context={"actions": actions})


@require_http_methods(["GET"])
@login_required
def started(request: HttpRequest) -> HttpResponseBase:
    """What the actor has started."""
    actions = [{"label": _("我的流转"), "url": reverse("workflow:mine")}]
    return tables.respond(request, MyCaseTable, lists.my_cases, context={"actions": actions})


@require_http_methods(["GET", "POST"])
@login_required
def pending(request: HttpRequest) -> HttpResponseBase:
    """What waits for anybody in reach: late, left behind, to be handed over."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not actor.may_anywhere(HAND_OVER):
        raise NotPermitted(permission=HAND_OVER)
    context = {
        "organisation_name": letterhead(actor, HAND_OVER),
        "subtitle": _("有人离岗或请长假时，勾选他的待办，移交给接手的人。"),
    }
    return tables.respond(request, PendingTable, lists.pending_in_reach, context=context)
