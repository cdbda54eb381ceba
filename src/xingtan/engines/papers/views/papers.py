"""Papers that were issued: the list, one paper, declaring one void."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from xingtan.engines.papers import data
from xingtan.engines.papers.forms import ReasonForm
from xingtan.engines.papers.selectors import papers as reads
from xingtan.engines.papers.services import issuing
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.addresses import row_address
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import require
from xingtan.kernel.tables.api import ChoiceFilter, Column, DateFilter, Empty, Table, respond
from xingtan.kernel.ui.answering import done, form_page, save
from xingtan.people.organisations.selectors import letterhead


def _state(row: Any) -> str:
    return _g("已作废") if row.is_revoked else _g("有效")


class PaperTable(Table):
    code = "papers"
    title = _("已制发文件")
    unit = _("份")
    order = "-made_at"
    search_fields = ("title", "number")
    search_hint = _("标题或编号")
    columns = (
        Column("title", _("标题"), link=row_address("papers:paper"), phone="title"),
        Column("number", _("编号")),
        Column("kind", _("类别"), value="get_kind_display", sort="kind"),
        Column("organisation", _("单位"), value="organisation_name", sort="organisation__path"),
        Column("made_on", _("日期"), sort="made_on"),
        Column("made_at", _("生成时间"), sort="made_at", phone="hide"),
        Column("made_by", _("经手人"), value="made_by.name", phone="hide"),
        Column("state", _("状态"), value=_state, lamp=lambda row: "none" if row.is_revoked else "green"),
    )
    filters = (
        ChoiceFilter("kind", _("类别"), options=data.PaperKind.choices),
        DateFilter("made", _("日期"), field="made_on"),
    )
    empty = Empty(_("还没有制发过文件。各应用里开出的证书、证明和公文都会列在这里。"))


@require_safe
@login_required
def paper_list(request: HttpRequest) -> HttpResponseBase:
    """Everything that was issued within reach."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not actor.may_anywhere(data.VIEW):
        raise NotPermitted(permission=data.VIEW)
    context = {"organisation_name": letterhead(actor, data.VIEW)}
    return respond(request, PaperTable, reads.papers_of, context=context)


@require_safe
@login_required
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """One paper: what stands in the book about it, and the file."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = reads.paper_of(actor, paper_id)
    context = {
        "paper": found,
        "uses": reads.seal_uses_on(found),
        "may_revoke": not found.is_revoked and actor.may(data.REVOKE, found.organisation.path),
        "file_url": reverse("files:open", args=[found.file_link_id]) if found.file_link_id else "",
        "check_url": reverse("papers:check", args=[found.verify_code]),
    }
    return render(request, "papers/paper.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def paper_revoke(request: HttpRequest, paper_id: int) -> HttpResponseBase:
    """Declare a paper void, with a reason."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = reads.paper_of(actor, paper_id)
    require(actor, data.REVOKE, found.organisation.path)
    card = reverse("papers:paper", args=[paper_id])
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if save(form, lambda: issuing.revoke(actor=actor, paper_id=paper_id, reason=reason, now=timezone.now())):
            return done(request, card, _g("“%(title)s”已作废。") % {"title": found.title})
    return form_page(
        request,
        form,
        title=_("作废文件"),
        verb=_("作废"),
        back=card,
        crumb_label=found.title,
        crumb_url=card,
        consequence=_("扫码查验的人会看到已作废。编号不再使用，作废后不能恢复。"),
    )
