"""The pages of single lines of an import, and of the workbook in which refused lines are mended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.imports import errors, mending, services, workbooks
from xingtan.kernel.imports.data import Outcome, State, Verdict
from xingtan.kernel.imports.forms import MendForm
from xingtan.kernel.imports.models import ImportRow
from xingtan.kernel.imports.views import run_of, workbook_response
from xingtan.kernel.ui.toasts import add_toast


@require_safe
@login_required
def refused(request: HttpRequest, run_id: int) -> HttpResponse:
    """The refused lines with their reasons, as a workbook."""
    run = run_of(request, run_id)
    services.note_download(actor=request.actor, run=run)  # type: ignore[attr-defined]
    return workbook_response(
        workbooks.refused(run), _("%(name)s-有误的行") % {"name": run.file_name.rpartition(".")[0]}
    )


@require_POST
@login_required
def resend(request: HttpRequest, run_id: int) -> HttpResponse:
    """Mended lines in a workbook."""
    run_of(request, run_id)
    upload = request.FILES.get("file")
    if upload is None:
        raise errors.FileUnreadable(reason=_("没有选文件。"))
    count = mending.send_again(actor=request.actor, run_id=run_id, upload=upload, now=timezone.now())  # type: ignore[attr-defined]
    add_toast(request, _("收到改好的%(count)d行，正在重新比对。") % {"count": count})
    return redirect("imports:run", run_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def row_page(request: HttpRequest, row_id: int) -> HttpResponse:
    """One line: what is held, what is given, what is wrong; mended in place while nothing is written."""
    actor = request.actor  # type: ignore[attr-defined]
    row = mending.row_of(actor, row_id)
    run, register = row.run, row.run.register
    texts = mending.texts_by_field(row, run)
    form = MendForm(posted(request), initial=texts, register=register, codes=list(texts))
    is_open = run.state == State.CHECKED and row.outcome == Outcome.NONE and row.line > 0
    if request.method == "POST" and form.is_valid():
        changed = {code: text for code, text in form.cleaned_data.items() if text != texts.get(code, "")}
        row = mending.mend_row(actor=actor, row_id=row_id, texts=changed, now=timezone.now())
        if row.verdict != Verdict.REFUSED:
            add_toast(request, _("第%(line)d行已改好。") % {"line": row.line})
            return _next_refused(row)
    wrong = {code for code, _sentence in row.problems if code in form.fields}
    if not form.is_bound:
        for code in wrong:
            form.fields[code].widget.attrs["aria-invalid"] = "true"
    context = {
        "row": row,
        "run": run,
        "register": register,
        "form": form,
        "is_open": is_open,
        "problems": mending.problem_words(register, row.problems),
        "wrong": [(form[code], [s for c, s in row.problems if c == code]) for code in form.fields if code in wrong],
        "others": [form[code] for code in form.fields if code not in wrong],
        "changes": [(register.field(code), before, after) for code, before, after in row.changes],
        "left": run.rows.filter(verdict=Verdict.REFUSED, is_left_out=False).exclude(pk=row.pk).count(),
    }
    is_refused = request.method == "POST"
    return render(request, "imports/row.html", context, status=422 if is_refused else 200)


def _next_refused(row: ImportRow) -> HttpResponse:
    """The next line to mend, else the list."""
    waiting = row.run.rows.filter(verdict=Verdict.REFUSED, is_left_out=False).order_by("line")
    following = waiting.filter(line__gt=row.line).first() or waiting.first()
    if following is not None:
        return redirect("imports:row", following.pk)
    return redirect("imports:run", row.run_id)


@require_POST
@login_required
def row_choice(request: HttpRequest, row_id: int) -> HttpResponse:
    """Leave one line out, or take it along after all."""
    row = mending.row_of(request.actor, row_id)  # type: ignore[attr-defined]
    is_left_out = request.POST.get("left_out") == "1"
    mending.leave_out(actor=request.actor, run_id=row.run_id, row_ids=[row.pk], is_left_out=is_left_out)  # type: ignore[attr-defined]
    return redirect("imports:row", row.pk) if not is_left_out else _next_refused(row)
