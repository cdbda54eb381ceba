"""支教交流: who is out and in, arranged, extended, ended early; the share of a school year."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from xingtan.apps.staffing import data, services
from xingtan.apps.staffing.forms.planning import GUEST_KINDS, ArrangeExchangeForm, ExtendExchangeForm
from xingtan.apps.staffing.selectors import exchanges, places, words
from xingtan.apps.staffing.services.exchanges import guest_posting
from xingtan.apps.staffing.services.finding import managed
from xingtan.apps.staffing.views.answering import done, form_page, save
from xingtan.kernel.clock import today
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.addresses import row_address
from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.tables.api import ChoiceFilter, Column, Empty, SavedView, Table, TreeFilter, respond
from xingtan.kernel.ui.components.signals import lamp
from xingtan.people.organisations.data import Kind
from xingtan.people.organisations.selectors import letterhead
from xingtan.people.persons.selectors import naming
from xingtan.people.postings import data as postings
from xingtan.people.postings import data as postings_data


def _home(row: Any) -> str:
    return str(row.person.staff_record.organisation.display_name)


def _state(row: Any) -> Any:
    on = today()
    if row.starts_on > on:
        return lamp(_g("%(days)s天后开始") % {"days": (row.starts_on - on).days}, tone="none")
    if row.ends_on is not None and row.ends_on < on:
        return lamp(_g("已结束"), tone="none")
    if row.ends_on is not None and row.ends_on - on <= exchanges.SOON:
        return lamp(_g("%(days)s天后到期") % {"days": (row.ends_on - on).days}, tone="yellow")
    return lamp(_g("在外"), tone="green")


def _acts(row: Any) -> Any:
    """Offered to the school that receives, which keeps the posting; the one that sends looks on."""
    if not row.may_manage or (row.ends_on is not None and row.ends_on < today()):
        return ""
    extend, end = (reverse(f"staffing:{name}", args=[row.pk]) for name in ("exchange_extend", "posting_end"))
    acts = '<a href="{}">{}</a><a class="xt-cell-act" href="{}">{}</a>'
    return format_html(acts, extend, _g("延期"), end, _g("提前结束"))


class ExchangeTable(Table):
    code = "exchanges"
    title = _("支教交流")
    unit = _("人次")
    order = "-starts"
    search_hint = _("姓名、拼音或首字母")
    note = _("人事关系留在原校，到期自动收回在受援校的权限")
    columns = (
        Column(
            "name",
            _("姓名"),
            value="person.name",
            sort="person__name_pinyin",
            link=row_address("staffing:staff", "person_id"),
            phone="title",
        ),
        Column("kind", _("性质"), value="get_kind_display"),
        Column("home", _("派出学校"), value=_home, sort="person__staff_record__organisation__path"),
        Column("place", _("受援学校"), value="organisation.display_name", sort="organisation__path"),
        Column("subject", _("任教学科"), value=lambda row: words.code_word("subject", row.subject_code)),
        Column("starts", _("起"), value="starts_on", sort="starts_on"),
        Column("ends", _("止"), value="ends_on", sort="ends_on"),
        Column("basis", _("依据"), value="basis", default_hidden=True, phone="hide"),
        Column("state", _("状态"), value="end_reason", markup=_state),
        Column("acts", _("办理"), value="pk", markup=_acts, export=False),
    )
    filters = (
        TreeFilter("place", _("受援学校"), field="organisation__path", options=places.unit_options),
        TreeFilter(
            "home", _("派出学校"), field="person__staff_record__organisation__path", options=places.unit_options
        ),
        ChoiceFilter("kind", _("性质"), options=GUEST_KINDS),
        ChoiceFilter("subject", _("任教学科"), field="subject_code", options=words.subject_options),
    )
    views = (
        SavedView("now", _("正在支教交流"), condition=exchanges.now, is_counted=True),
        SavedView("ending", _("两个月内到期"), condition=exchanges.ending, order="ends", is_counted=True),
        SavedView("to_come", _("即将派出"), condition=exchanges.to_come),
        SavedView("ended", _("已结束"), condition=exchanges.ended),
    )
    empty = Empty(
        _("现在没有人支教或交流。在教职工名册里打开一个人，点“派出支教交流”。"),
        action=_("看名册"),
        url=lambda actor: reverse("staffing:people"),
    )

    def search(self, queryset: Any, text: str) -> Any:
        return naming(queryset, text, "person")

    def prepare(self, rows: Any) -> None:
        for row in rows:
            row.may_manage = self.actor.may(postings_data.MANAGE, row.organisation.path)


@require_GET
@login_required
def exchange_list(request: HttpRequest) -> HttpResponseBase:
    """Who is out and in, under the figures of this school year."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.may_anywhere(data.VIEW):
        raise NotPermitted(permission=data.VIEW)
    wanted, wanted_backbone = settings.EXCHANGE_PERCENT
    context = {
        "subtitle": places.reach_words(actor),
        "organisation_name": letterhead(actor, data.VIEW),
        "share": exchanges.exchange_share(actor, actor.on),
        "wanted": wanted,
        "wanted_backbone": wanted_backbone,
        "scope": places.scope_query(actor),
        "years": settings.EXCHANGE_AFTER_YEARS,
    }
    return respond(request, ExchangeTable, exchanges.exchanges_of, template="staffing/exchanges.html", context=context)


@require_http_methods(["GET", "POST"])
@login_required
def exchange_arrange(request: HttpRequest, person_id: int) -> HttpResponse:
    """Send somebody to another school for a time."""
    actor = request.actor  # type: ignore[attr-defined]
    record = services.readable(managed, actor, person_id)
    schools = [unit for unit in places.units_of(actor, postings.MANAGE) if unit.kind == Kind.SCHOOL]
    others = [school for school in schools if not record.organisation.path.startswith(school.path)]
    if not others:
        raise NotPermitted(permission=postings.MANAGE)
    form = ArrangeExchangeForm(posted(request), schools=others, initial={"kind": "support", "starts_on": actor.on})
    back = reverse("staffing:staff", args=[person_id])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if save(form, lambda: services.arrange_exchange(actor=actor, person_id=person_id, **values)) is not None:
            return done(request, back, _g("已派出%(name)s") % {"name": record.person.name})
    title = _g("派出支教交流：%(name)s") % {"name": record.person.name}
    lead = _g("人事关系留在%(unit)s；在受援校的权限从起日到止日有效。") % {"unit": record.organisation.name}
    return form_page(request, form, title=title, verb=_g("派出"), back=back, lead=lead)


@require_http_methods(["GET", "POST"])
@login_required
def exchange_extend(request: HttpRequest, posting_id: int) -> HttpResponse:
    """Let it go on until a later day."""
    actor = request.actor  # type: ignore[attr-defined]
    posting = guest_posting(actor, posting_id)
    form = ExtendExchangeForm(posted(request), initial={"ends_on": posting.ends_on})
    back = reverse("staffing:exchanges")
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if save(form, lambda: services.extend_exchange(actor=actor, posting_id=posting_id, **values)) is not None:
            return done(request, back, _g("已延期"))
    title = _g("延期：%(name)s") % {"name": posting.person.name}
    lead = f"{posting.get_kind_display()} {posting.organisation.name}"
    return form_page(request, form, title=title, verb=_g("延期"), back=back, lead=lead)
