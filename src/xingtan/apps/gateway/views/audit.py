"""The journal, for the audit administrator."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xingtan.apps.gateway import tasks
from xingtan.apps.gateway.selectors.journal import chain_state
from xingtan.apps.gateway.tables.audit import AuditTable
from xingtan.kernel.audit import api as audit
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.tables import api as tables
from xingtan.kernel.tasks.api import runs_of
from xingtan.kernel.ui.toasts import add_toast
from xingtan.people.organisations.selectors import letterhead


def _require_audit(request: HttpRequest) -> None:
    if not request.actor.may_anywhere(audit.VIEW):
        raise NotPermitted(permission=audit.VIEW)


@login_required
@require_GET
def journal(request: HttpRequest) -> HttpResponseBase:
    """Who did and who read what, with the state of the chain."""
    _require_audit(request)
    checked = runs_of(request.actor).filter(task=tasks.verify_journal.name).first()
    context = {
        "chain": chain_state(),
        "checked": checked,
        "organisation_name": letterhead(request.actor, audit.VIEW),
    }
    return tables.respond(
        request, AuditTable, audit.AuditEntry.objects.visible_to, template="gateway/audit.html", context=context
    )


@login_required
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Recompute the whole chain in the background."""
    _require_audit(request)
    tasks.verify_journal.enqueue_for(request.actor, label=_("核对审计链"), key="audit-verify", url=request.path)
    path = request.actor.paths(audit.VIEW)[0]
    audit.record(request.actor, "audit.verified", "journal", None, path)
    add_toast(request, _("已开始核对，完成后在这里显示结果。"), tone="plain")
    return redirect("gateway:audit")
