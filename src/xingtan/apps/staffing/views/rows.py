"""Forms for the rows of a staff file: enter, correct, take away, with the scan beside them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.views.decorators.http import require_http_methods, require_POST

from xingtan.apps.staffing import data, services
from xingtan.apps.staffing.forms.rows import ROW_FORMS, RegistrationForm, RowForm
from xingtan.apps.staffing.services.finding import managed
from xingtan.apps.staffing.services.parts import PARTS
from xingtan.apps.staffing.services.rows import managed_row
from xingtan.apps.staffing.views.answering import done, form_page, save
from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required


def _form(request: HttpRequest, part: str, **initial: Any) -> RowForm:
    if part not in ROW_FORMS:
        raise Http404
    return ROW_FORMS[part](posted(request), request.FILES or None, initial=initial)


def _saved(request: HttpRequest, form: RowForm, part: str, write: Any) -> Any:
    """The row, with its scan; None when a rule said no."""

    def run() -> Any:
        row = write()
        upload = form.cleaned_data.get(data.SCAN)
        if upload is not None:
            actor = request.actor  # type: ignore[attr-defined]
            services.attach_scan(actor=actor, part=part, row_id=row.pk, upload=upload)
        return row

    return save(form, run)


@require_http_methods(["GET", "POST"])
@login_required
def row_add(request: HttpRequest, person_id: int, part: str) -> HttpResponse:
    """Enter one row of somebody's file."""
    actor = request.actor  # type: ignore[attr-defined]
    form = _form(request, part)
    record = services.readable(managed, actor, person_id)
    back = reverse("staffing:staff", args=[person_id])
    if request.method == "POST" and form.is_valid():
        row = _saved(
            request,
            form,
            part,
            lambda: services.record_row(actor=actor, person_id=person_id, part=part, **form.values()),
        )
        if row is not None:
            return done(request, back, _g("已登记%(label)s") % {"label": PARTS[part].label})
    title = _g("登记%(label)s：%(name)s") % {"label": PARTS[part].label, "name": record.person.name}
    return form_page(request, form, title=title, verb=_g("登记"), back=back, lead=record.organisation.name)


@require_http_methods(["GET", "POST"])
@login_required
def row_edit(request: HttpRequest, part: str, row_id: int) -> HttpResponse:
    """Correct one row."""
    actor = request.actor  # type: ignore[attr-defined]
    row = services.readable(managed_row, actor, part, row_id)
    values = {name: getattr(row, name) for name in PARTS[part].columns}
    form = _form(request, part, **values)
    back = reverse("staffing:staff", args=[row.record.person_id])
    if request.method == "POST" and form.is_valid():
        written = _saved(
            request, form, part, lambda: services.correct_row(actor=actor, part=part, row_id=row_id, **form.values())
        )
        if written is not None:
            return done(request, back, _g("已更正%(label)s") % {"label": PARTS[part].label})
    title = _g("更正%(label)s：%(name)s") % {"label": PARTS[part].label, "name": row.record.person.name}
    context = {"remove_url": reverse("staffing:row_remove", args=[part, row_id])}
    return form_page(request, form, title=title, verb=_g("更正"), back=back, **context)


@require_POST
@login_required
def row_remove(request: HttpRequest, part: str, row_id: int) -> HttpResponse:
    """Take away a row that was entered by mistake."""
    actor = request.actor  # type: ignore[attr-defined]
    person_id = services.remove_row(actor=actor, part=part, row_id=row_id)
    return done(
        request, reverse("staffing:staff", args=[person_id]), _g("已删除%(label)s") % {"label": PARTS[part].label}
    )


@require_http_methods(["GET", "POST"])
@login_required
def registration_add(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Enter what the periodic registration of one teaching certificate decided."""
    actor = request.actor  # type: ignore[attr-defined]
    row = services.readable(managed_row, actor, "certificate", certificate_id)
    form = RegistrationForm(posted(request), initial={"decided_on": actor.on, "result": "passed"})
    back = reverse("staffing:staff", args=[row.record.person_id])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        written = save(form, lambda: services.record_registration(actor=actor, certificate_id=certificate_id, **values))
        if written is not None:
            return done(request, back, _g("已登记注册结论"))
    title = _g("定期注册：%(name)s") % {"name": row.record.person.name}
    return form_page(request, form, title=title, verb=_g("登记"), back=back)
