"""Certificates of enrolment: issuing, the number book, the paper, and the public page that checks one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xingtan.apps.registry import data, errors
from xingtan.apps.registry.models import Certificate
from xingtan.apps.registry.selectors import certificates as reads
from xingtan.apps.registry.services import certificates as services
from xingtan.apps.registry.services.facts import managed_stay
from xingtan.apps.registry.views.answering import done, form_page, require_anywhere, save
from xingtan.engines.papers.api import qr_svg
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import today
from xingtan.kernel.http.addresses import row_address
from xingtan.kernel.http.views import login_required
from xingtan.kernel.tables.api import Column, DateFilter, Empty, Table, respond
from xingtan.people.organisations.selectors import letterhead
from xingtan.people.roster import data as roster


class CertificateForm(forms.Form):
    """What the paper is for."""

    purpose = forms.CharField(
        label=_("用途"),
        max_length=60,
        min_length=2,
        help_text=_("印在证明上，也留在开具记录里。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _state(row: Any) -> str:
    return _g("已作废") if row.revoked_on else _g("已开具")


class EnrolmentCertificateTable(Table):
    code = "enrolment_certificates"
    title = _("在读证明")
    unit = _("份")
    order = "-number"
    search_fields = ("name", "purpose", "person__name_pinyin")
    search_hint = _("姓名、拼音或用途")
    columns = (
        Column(
            "number",
            _("编号"),
            markup=lambda row: format_html('<span lang="zh-CN">{}</span>', row.number),
            link=row_address("registry:certificate"),
            sort=("year", "serial"),
            phone="title",
        ),
        Column("name", _("姓名")),
        Column("school", _("学校"), value="school_name", sort="organisation__path"),
        Column("class", _("班级"), value="class_name"),
        Column("purpose", _("用途")),
        Column("issued_on", _("开具日期"), sort="issued_on"),
        Column("issued_by", _("开具人"), value="issued_by.name", phone="hide"),
        Column("state", _("状态"), value=_state, lamp=lambda row: "none" if row.revoked_on else "green"),
    )
    filters = (DateFilter("issued", _("开具日期"), field="issued_on"),)
    empty = Empty(_("还没有开过在读证明。在学生卡片上点“开在读证明”。"))


@require_safe
@login_required
def certificate_list(request: HttpRequest) -> HttpResponseBase:
    """The number book of the schools within reach."""
    require_anywhere(request.actor, roster.MANAGE_PUPILS)
    context = {"organisation_name": letterhead(request.actor, roster.MANAGE_PUPILS)}
    return respond(request, EnrolmentCertificateTable, reads.certificates_of, context=context)


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def certificate_issue(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Say what it is for, and get the paper."""
    stay = managed_stay(request.actor, person_id)
    form = CertificateForm(request.POST if request.method == "POST" else None)
    card_url = reverse("registry:pupil", args=[person_id])
    if request.method == "POST" and form.is_valid():
        issued = save(
            form,
            lambda: services.issue_certificate(
                actor=request.actor,
                person_id=person_id,
                purpose=form.cleaned_data["purpose"],
                on=request.actor.on,
            ),
        )
        if issued is not None:
            return redirect("registry:certificate", issued.pk)
    return form_page(
        request,
        form,
        title=_("开在读证明"),
        verb=_("开具"),
        back=card_url,
        crumb_label=stay.person.name,
        crumb_url=card_url,
        consequence=_("按学校和年份顺次编号。谁开的、作什么用，都有记录。"),
    )


def _certificate(request: HttpRequest, certificate_id: int) -> Certificate:
    found: Certificate | None = reads.certificates_of(request.actor).filter(pk=certificate_id).first()
    if found is None:
        raise errors.CertificateNotFound(certificate_id=certificate_id)
    return found


@require_safe
@login_required
def certificate(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """The paper, A4, to be printed and sealed by hand; who opened it is recorded."""
    found = _certificate(request, certificate_id)
    audit.record(
        request.actor,
        data.AUDIT_CERTIFICATE_PRINTED,
        "enrolment_certificate",
        found.pk,
        found.scope_path,
        detail={"purpose": found.purpose, "number": found.number},
    )
    address = request.build_absolute_uri(reverse("registry:certificate_verify", args=[found.verify_code]))
    context: dict[str, Any] = {
        "certificate": found,
        "facts": reads.facts_of(found),
        "address": address,
        "qr": mark_safe(qr_svg(address)),
    }
    return render(request, "registry/certificate.html", context)


@require_POST
@login_required
def certificate_revoke(request: HttpRequest, certificate_id: int) -> HttpResponseBase:
    """Declare it void."""
    revoked = services.revoke_certificate(actor=request.actor, certificate_id=certificate_id, on=request.actor.on)
    return done(request, reverse("registry:certificate_list"), _("%(number)s已作废。") % {"number": revoked.number})


@require_safe
@never_cache
def certificate_verify(request: HttpRequest, verify_code: str) -> HttpResponse:
    """For whoever was given the paper: is it genuine, and is it so still? Nothing that is not public is told."""
    checked = reads.check(verify_code, on=today())
    status = 200 if checked is not None else 404
    response = render(request, "registry/certificate_verify.html", {"checked": checked}, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
