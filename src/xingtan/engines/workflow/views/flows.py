"""Flows as an office designs them: steps as cards, a picture, a new version."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xingtan.engines.workflow import services
from xingtan.engines.workflow.data import DESIGN, VIEW_FLOWS, At, Mode, WhoKind
from xingtan.engines.workflow.forms import StepForm, initial_of
from xingtan.engines.workflow.selectors import designing, flows, naming
from xingtan.engines.workflow.views.answering import done, form_page, save
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import require

NEW_STEP = {"who": WhoKind.ROLE, "at": At.OWN, "mode": Mode.ANY, "returns": "any", "may_add": True}


@require_GET
@login_required
def flow_list(request: HttpRequest) -> HttpResponse:
    """Every kind of flow at the actor's units: as shipped, or their own."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not actor.may_anywhere(VIEW_FLOWS):
        raise NotPermitted(permission=VIEW_FLOWS)
    lines = flows.flow_lines(actor)
    may = {line.unit.path: actor.may(DESIGN, line.unit.path) for line in lines}
    return render(request, "workflow/flows.html", {"lines": [(line, may[line.unit.path]) for line in lines]})


@require_POST
@login_required
def flow_adopt(request: HttpRequest, organisation_id: int, flow_code: str) -> HttpResponse:
    """Begin a flow of one's own from what is in force."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    values: dict[str, Any] = {"kind": flow_code, "organisation_id": organisation_id}
    flow = services.adopt_flow(actor=actor, now=timezone.now(), **values)
    return done(request, _address(flow.pk), _("已复制一份供您修改，发布以后才起用。"))


def _address(flow_id: int) -> str:
    return reverse("workflow:flow", args=[flow_id])


@require_GET
@login_required
def flow(request: HttpRequest, flow_id: int) -> HttpResponse:
    """The draft as cards in order with its picture, and what is published."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = flows.flow_of(actor, flow_id)
    context = {"page": designing.flow_page(found), "may_design": actor.may(DESIGN, found.organisation_path or "/")}
    return render(request, "workflow/flow.html", context)


@require_POST
@login_required
def flow_draft(request: HttpRequest, flow_id: int) -> HttpResponse:
    """Begin to change a published flow."""
    services.open_draft(actor=request.actor, flow_id=flow_id)  # type: ignore[attr-defined]
    return done(request, _address(flow_id), _("可以修改了。正在办理的事项不受影响。"))


@require_POST
@login_required
def flow_discard(request: HttpRequest, flow_id: int) -> HttpResponse:
    """Throw the draft away."""
    services.discard_draft(actor=request.actor, flow_id=flow_id)  # type: ignore[attr-defined]
    return done(request, _address(flow_id), _("修改稿已放弃，已发布的不变。"))


@require_POST
@login_required
def flow_publish(request: HttpRequest, flow_id: int) -> HttpResponse:
    """Close the draft and use it for new cases."""
    version = services.publish_draft(actor=request.actor, flow_id=flow_id, now=timezone.now())  # type: ignore[attr-defined]
    return done(request, _address(flow_id), _("第%(number)s版已发布，新发起的按它办理。") % {"number": version.number})


@require_POST
@login_required
def flow_switch(request: HttpRequest, flow_id: int) -> HttpResponse:
    """Go back to the flow of the unit above, or use one's own again."""
    is_active = request.POST.get("use") == "own"
    services.set_flow_active(actor=request.actor, flow_id=flow_id, is_active=is_active)  # type: ignore[attr-defined]
    return done(request, _address(flow_id), _("已起用本单位的流程。") if is_active else _("已改用上级的流程。"))


@require_http_methods(["GET", "POST"])
@login_required
def step_add(request: HttpRequest, flow_id: int) -> HttpResponse:
    """Add a step at the end."""
    return _step(request, flow_id, "")


@require_http_methods(["GET", "POST"])
@login_required
def step_edit(request: HttpRequest, flow_id: int, step_code: str) -> HttpResponse:
    """Change a step."""
    return _step(request, flow_id, step_code)


def _step(request: HttpRequest, flow_id: int, code: str) -> HttpResponse:
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = flows.flow_of(actor, flow_id)
    require(actor, DESIGN, found.organisation_path or "/")
    kind = flows.kind_of(found.code)
    step = designing.draft_step(found, code) if code else None
    initial = initial_of(step, kind.fields, designing.names_of(step)) if step else NEW_STEP
    options = {"actor": actor, "scope_path": found.organisation_path, "fields": kind.fields, "initial": initial}
    form = StepForm(request.POST if request.method == "POST" else None, **options)
    back = _address(flow_id)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if save(form, lambda: services.save_step(actor=actor, flow_id=flow_id, code=code, values=values)) is not None:
            return done(request, back, _("“%(label)s”已保存，发布以后起用。") % {"label": values["label"]})
    title = _("修改步骤") if code else _("添加一步")
    names = naming.offered(actor, found.organisation_path)
    return form_page(
        request,
        form,
        title=title,
        verb=_("保存"),
        back=back,
        lead=kind.label,
        names=names,
        crumb=kind.label,
        crumb_back=back,
        template="workflow/step.html",
    )


@require_POST
@login_required
def step_move(request: HttpRequest, flow_id: int, step_code: str) -> HttpResponse:
    """Move a step up or down."""
    by = -1 if request.POST.get("to") == "up" else 1
    services.move_step(actor=request.actor, flow_id=flow_id, code=step_code, by=by)  # type: ignore[attr-defined]
    return done(request, _address(flow_id), _("已移动。"))


@require_POST
@login_required
def step_remove(request: HttpRequest, flow_id: int, step_code: str) -> HttpResponse:
    """Take a step out of the draft."""
    services.remove_step(actor=request.actor, flow_id=flow_id, code=step_code)  # type: ignore[attr-defined]
    return done(request, _address(flow_id), _("这一步已从修改稿里删去。"))
