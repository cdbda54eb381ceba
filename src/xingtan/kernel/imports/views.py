"""The pages of an import: hand in, say what columns are, look, mend, write, take back."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xingtan.kernel.errors import DomainError
from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.imports import errors, services, workbooks, working
from xingtan.kernel.imports.data import Outcome, State, Verdict
from xingtan.kernel.imports.forms import UploadForm
from xingtan.kernel.imports.models import ImportRow, ImportRun
from xingtan.kernel.imports.row_table import table_for
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.tables.exports import XLSX
from xingtan.kernel.tables.pages import respond
from xingtan.kernel.tasks.api import TaskRun
from xingtan.kernel.ui.toasts import add_toast

RECENT = 10


def _steps() -> list[str]:
    return [_("上传"), _("核对列"), _("看差异"), _("写入")]


def run_of(request: HttpRequest, run_id: int) -> ImportRun:
    run: ImportRun | None = ImportRun.objects.visible_to(request.actor).filter(pk=run_id).first()  # type: ignore[attr-defined]
    if run is None:
        raise errors.ImportNotFound
    return run


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """All registers this person may import, and what was imported lately."""
    actor = request.actor  # type: ignore[attr-defined]
    registers = [known for known in REGISTRY.all("imports") if actor.may_anywhere(known.permission)]
    if not registers:
        raise errors.RegisterUnknown
    runs = ImportRun.objects.visible_to(actor)[:50]
    return render(request, "imports/overview.html", {"registers": registers, "runs": runs})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def start(request: HttpRequest, register_code: str) -> HttpResponse:
    """Hand a file in."""
    actor = request.actor  # type: ignore[attr-defined]
    register = services.register_for(actor, register_code)
    targets = list(register.targets(actor))
    form = UploadForm(posted(request), request.FILES or None, register=register, targets=targets)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            run = services.receive(
                actor=actor,
                register_code=register.code,
                path=given["path"],
                upload=given["file"],
                name=given["file"].name,
                on=given["on"],
                is_whole=given.get("is_whole", False),
                now=timezone.now(),
            )
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            return redirect("imports:run", run.pk)
    runs = ImportRun.objects.visible_to(actor).filter(register_code=register.code)[:RECENT]
    context = {"register": register, "form": form, "runs": runs, "steps": _steps()}
    return render(request, "imports/start.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def template(request: HttpRequest, register_code: str) -> HttpResponse:
    """The empty workbook of a register."""
    register = services.register_for(request.actor, register_code)  # type: ignore[attr-defined]
    return workbook_response(workbooks.template(register), _("%(register)s导入模板") % {"register": register.label})


def workbook_response(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename=\"import.xlsx\"; filename*=UTF-8''{quote(name)}.xlsx"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def run_page(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Where an import stands, and what can be done next."""
    run = run_of(request, run_id)
    if run.is_working:
        return render(request, "imports/working.html", _working(run))
    if run.state == State.MATCHING:
        return _matching_page(request, run)
    if run.state in (State.FAILED, State.DROPPED) or run.forgotten_at is not None:
        return render(request, "imports/closed.html", {"run": run, "register": run.register})
    return _list_page(request, run)


def _working(run: ImportRun) -> dict[str, Any]:
    task = TaskRun.objects.filter(pk=run.task_run_id or 0).first()
    has_stopped = task is None or task.is_over
    return {"run": run, "register": run.register, "task": task, "has_stopped": has_stopped}


@require_safe
@login_required
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far the step is; a finished one has the page come anew."""
    run = run_of(request, run_id)
    context = _working(run)
    response = render(request, "imports/_progress.html", context)
    if not run.is_working or context["has_stopped"]:
        response["HX-Refresh"] = "true"
    return response


def _matching_page(request: HttpRequest, run: ImportRun, problem: str = "", columns: Any = None) -> HttpResponse:
    chosen = run.columns if columns is None else columns
    lines = working.examples(run)
    register = run.register
    heads = [
        {
            "index": index,
            "head": head or _("（第%(number)d列，没有列名）") % {"number": index + 1},
            "chosen": chosen.get(str(index), ""),
            "examples": [_shortened(cells, index, register, chosen) for cells in lines],
        }
        for index, head in enumerate(run.heads)
    ]
    context = {"run": run, "register": register, "heads": heads, "problem": problem, "steps": _steps()}
    return render(request, "imports/columns.html", context, status=422 if problem else 200)


def _shortened(cells: list[str], index: int, register: Any, chosen: Any) -> str:
    """An example cell; numbers of people are masked here too."""
    text = cells[index] if index < len(cells) else ""
    field = register.field(chosen.get(str(index), ""))
    if (field is not None and field.is_secret) or sum(sign.isdigit() for sign in text) >= 11:
        return f"{text[:3]}…{text[-2:]}" if len(text) > 6 else "…"
    return text[:20]


def _list_page(request: HttpRequest, run: ImportRun) -> HttpResponseBase:
    now = timezone.now()
    counts = run.counts
    done = run.rows.filter(outcome=Outcome.DONE).count()
    context = {
        "run": run,
        "register": run.register,
        "total": {"label": _("文件行数"), "value": run.row_count},
        "parts": _parts(run),
        "refused": counts.get(Verdict.REFUSED, 0),
        "missing": counts.get(Verdict.MISSING, 0),
        "to_write": sum(counts.get(verdict, 0) for verdict in (Verdict.NEW, Verdict.CHANGED, Verdict.MISSING)),
        "done": done,
        "stale": run.rows.filter(outcome=Outcome.STALE).count(),
        "kept": run.rows.filter(outcome=Outcome.KEPT).count(),
        "needs_number": _needs_number(run),
        "may_undo": run.may_be_undone(now) or (run.state == State.CHECKED and done),
        "list_url": run.register.url_name,
        "steps": _steps(),
        "step": 3 if run.state == State.CHECKED else 5,
    }
    return respond(
        request, table_for(run), lambda actor: ImportRow.objects.visible_to(actor).filter(run=run),
        template="imports/run.html", context=context,
    )  # fmt: skip


def _needs_number(run: ImportRun) -> bool:
    missing, held = run.counts.get(Verdict.MISSING, 0), run.held_before or 0
    return bool(missing) and missing * 100 > held * services.vanish_limit()


def _parts(run: ImportRun) -> list[dict[str, Any]]:
    tones = {Verdict.NEW: "green", Verdict.CHANGED: "1", Verdict.UNCHANGED: "rest", Verdict.REFUSED: "red"}
    parts = [
        {"label": Verdict(code).label, "value": run.counts.get(code, 0), "tone": tone} for code, tone in tones.items()
    ]
    if left_out := run.counts.get("left_out", 0):
        parts.append({"label": _("不导入"), "value": left_out, "tone": "yellow"})
    return parts


@require_POST
@login_required
def sheet(request: HttpRequest, run_id: int) -> HttpResponse:
    """Read another sheet."""
    services.choose_sheet(actor=request.actor, run_id=run_id, sheet=request.POST.get("sheet", ""))  # type: ignore[attr-defined]
    return redirect("imports:run", run_id)


@require_POST
@login_required
def columns(request: HttpRequest, run_id: int) -> HttpResponse:
    """Say which column is which, and compare."""
    run = run_of(request, run_id)
    chosen = {str(index): request.POST.get(f"column-{index}", "") for index in range(len(run.heads))}
    try:
        services.choose_columns(actor=request.actor, run_id=run_id, columns=chosen, now=timezone.now())  # type: ignore[attr-defined]
    except errors.ColumnsIncomplete as error:
        return _matching_page(request, run, str(error), chosen)
    return redirect("imports:run", run_id)


@require_POST
@login_required
def apply(request: HttpRequest, run_id: int) -> HttpResponse:
    """Write what the preview shows."""
    typed = request.POST.get("vanishing", "").strip()
    services.apply(
        actor=request.actor,  # type: ignore[attr-defined]
        run_id=run_id,
        skips_refused=request.POST.get("skips_refused") == "1",
        vanishing=int(typed) if typed.isdigit() and len(typed) < 10 else None,
        now=timezone.now(),
    )
    return redirect("imports:run", run_id)


@require_POST
@login_required
def undo(request: HttpRequest, run_id: int) -> HttpResponse:
    services.undo(actor=request.actor, run_id=run_id, now=timezone.now())  # type: ignore[attr-defined]
    return redirect("imports:run", run_id)


@require_POST
@login_required
def again(request: HttpRequest, run_id: int) -> HttpResponse:
    """Compare anew."""
    services.compare_again(actor=request.actor, run_id=run_id)  # type: ignore[attr-defined]
    return redirect("imports:run", run_id)


@require_POST
@login_required
def go_on(request: HttpRequest, run_id: int) -> HttpResponse:
    services.go_on(actor=request.actor, run_id=run_id)  # type: ignore[attr-defined]
    return redirect("imports:run", run_id)


@require_POST
@login_required
def drop(request: HttpRequest, run_id: int) -> HttpResponse:
    run = services.drop(actor=request.actor, run_id=run_id)  # type: ignore[attr-defined]
    add_toast(request, _("已放弃这次导入，没有写入任何内容。"))
    return redirect("imports:start", run.register_code)
