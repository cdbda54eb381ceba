"""Seals: the list, one seal with its uses, registering, the keeper, pressing, taking out of use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from xingtan.engines.papers import data, errors
from xingtan.engines.papers.forms import KeeperForm, PressForm, ReasonForm, SealForm
from xingtan.engines.papers.selectors import seals as reads
from xingtan.engines.papers.services import seals as services
from xingtan.kernel.clock import today
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.addresses import row_address
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import require
from xingtan.kernel.tables.api import ChoiceFilter, Column, DateFilter, Empty, FlagFilter, Table, respond
from xingtan.kernel.ui.answering import done, form_page, save
from xingtan.people.organisations.selectors import letterhead

METHODS = ["GET", "HEAD", "POST"]


def _state(row: Any) -> str:
    if row.retired_on:
        return _g("已停用")
    return _g("在用") if row.keeper_name else _g("没有监印人")


def _tone(row: Any) -> str:
    return "none" if row.retired_on else ("green" if row.keeper_name else "yellow")


class SealTable(Table):
    code = "seals"
    title = _("印章")
    unit = _("枚")
    order = "organisation"
    search_fields = ("label", "organisation__name")
    search_hint = _("印文或单位")
    columns = (
        Column("label", _("印文"), link=row_address("papers:seal"), phone="title"),
        Column("kind", _("种类"), value="get_kind_display", sort="kind"),
        Column("organisation", _("单位"), value="organisation.name", sort="organisation__path"),
        Column("keeper", _("监印人"), value="keeper_name"),
        Column("kept_since", _("启用日期"), sort="kept_since"),
        Column("state", _("状态"), value=_state, lamp=_tone),
    )
    filters = (
        ChoiceFilter("kind", _("种类"), options=data.SealKind.choices),
        FlagFilter("in_use", _("只看在用"), field="retired_on__isnull"),
    )
    empty = Empty(
        _("还没有登记印章。"),
        action=_("登记印章"),
        url=lambda actor: str(reverse_lazy("papers:seal_add")) if actor.may_anywhere(data.MANAGE_SEALS) else "",
    )

    def prepare(self, rows: Sequence[Any]) -> None:
        reads.attach_keepers(rows, today())


class UseTable(Table):
    code = "seal_uses"
    title = _("用印记录")
    unit = _("次")
    order = "-at"
    search_fields = ("title", "reason", "asked_by__name")
    search_hint = _("文件、事由或申请人")
    columns = (
        Column("title", _("用印文件"), phone="title"),
        Column("copies", _("份数"), sort="copies"),
        Column("reason", _("事由")),
        Column("asked_by", _("申请人"), value="asked_by.name"),
        Column("pressed_by", _("监印人"), value="pressed_by.name", phone="hide"),
        Column("at", _("用印时间"), sort="at"),
    )
    filters = (DateFilter("used", _("用印时间"), field="at"),)
    empty = Empty(_("还没有用过这枚印章。"))


@require_safe
@login_required
def seal_list(request: HttpRequest) -> HttpResponseBase:
    """Seals within reach, and those one keeps."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not actor.may_anywhere(data.VIEW_SEALS) and not reads.keeps_any(actor):
        raise NotPermitted(permission=data.VIEW_SEALS)
    add = {"label": _("登记印章"), "url": reverse("papers:seal_add"), "is_primary": True}
    context = {
        "organisation_name": letterhead(actor, data.VIEW_SEALS),
        "actions": [add] if actor.may_anywhere(data.MANAGE_SEALS) else [],
    }
    return respond(request, SealTable, reads.seals_of, context=context)


@require_http_methods(METHODS)
@login_required
def seal_add(request: HttpRequest) -> HttpResponseBase:
    """Register a seal."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not actor.may_anywhere(data.MANAGE_SEALS):
        raise NotPermitted(permission=data.MANAGE_SEALS)
    is_post = request.method == "POST"
    form = SealForm(
        request.POST if is_post else None, request.FILES if is_post else None, places=reads.places_for_seals(actor)
    )
    if is_post and form.is_valid():
        seal = save(form, lambda: services.keep_seal(actor=actor, on=actor.on, **form.cleaned_data))
        if seal is not None:
            words = _g("“%(label)s”已登记。请接着任命监印人。") % {"label": seal.label}
            return done(request, reverse("papers:seal", args=[seal.pk]), words)
    back = reverse("papers:seal_list")
    return form_page(
        request, form, title=_("登记印章"), verb=_("登记"), back=back, crumb_label=_("印章"), crumb_url=back
    )


@require_safe
@login_required
def seal(request: HttpRequest, seal_id: int) -> HttpResponseBase:
    """One seal: who keeps it, and every time it was pressed."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = reads.seal_of(actor, seal_id)
    context = {
        "seal": found,
        "keepers": reads.keepers_of(found),
        "may_manage": found.retired_on is None and actor.may(data.MANAGE_SEALS, found.organisation.path),
        "may_press": reads.is_kept_by(found, actor),
        "organisation_name": found.organisation.name,
    }
    return respond(
        request, UseTable, lambda reader: reads.uses_of(reader, found), template="papers/seal.html", context=context
    )


@require_http_methods(METHODS)
@login_required
def seal_keeper(request: HttpRequest, seal_id: int) -> HttpResponseBase:
    """Appoint who keeps a seal."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = reads.seal_of(actor, seal_id)
    require(actor, data.MANAGE_SEALS, found.organisation.path)
    form = KeeperForm(
        request.POST if request.method == "POST" else None,
        staff=reads.staff_choices(found.organisation, actor.on),
        initial={"starts_on": actor.on},
    )
    card = reverse("papers:seal", args=[seal_id])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if save(form, lambda: services.appoint_keeper(actor=actor, seal_id=seal_id, now=timezone.now(), **values)):
            return done(request, card, _g("监印人已任命，已通知本人。"))
    return form_page(
        request,
        form,
        title=_("任命监印人"),
        verb=_("任命"),
        back=card,
        crumb_label=found.label,
        crumb_url=card,
        consequence=_("原监印人的保管到前一天为止。"),
    )


@require_http_methods(METHODS)
@login_required
def seal_press(request: HttpRequest, seal_id: int) -> HttpResponseBase:
    """Write down that the seal was pressed."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = reads.seal_of(actor, seal_id)
    if not reads.is_kept_by(found, actor):
        raise errors.SealRetired if found.retired_on else errors.NotTheKeeper
    form = PressForm(
        request.POST if request.method == "POST" else None, staff=reads.staff_choices(found.organisation, actor.on)
    )
    card = reverse("papers:seal", args=[seal_id])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if save(form, lambda: services.press(actor=actor, seal_id=seal_id, now=timezone.now(), **values)):
            return done(request, card, _g("已登记用印。"))
    return form_page(
        request,
        form,
        title=_("登记用印"),
        verb=_("登记"),
        back=card,
        crumb_label=found.label,
        crumb_url=card,
        consequence=_("用印记录登记后不能修改或删除。"),
    )


@require_http_methods(METHODS)
@login_required
def seal_retire(request: HttpRequest, seal_id: int) -> HttpResponseBase:
    """Take a seal out of use."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    found = reads.seal_of(actor, seal_id)
    require(actor, data.MANAGE_SEALS, found.organisation.path)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    card = reverse("papers:seal", args=[seal_id])
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if save(form, lambda: services.retire_seal(actor=actor, seal_id=seal_id, reason=reason, on=actor.on)):
            return done(request, card, _g("“%(label)s”已停用。") % {"label": found.label})
    return form_page(
        request,
        form,
        title=_("停用印章"),
        verb=_("停用"),
        back=card,
        crumb_label=found.label,
        crumb_url=card,
        consequence=_("停用后不能再用，也不能恢复；用印记录保留。"),
    )
