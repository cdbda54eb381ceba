"""Long work of one's own: how far it is, stopping it, starting it again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from xingtan.kernel.http.etag import answer_unless_known, fragment_tag
from xingtan.kernel.http.request import is_htmx
from xingtan.kernel.http.views import login_required
from xingtan.kernel.tasks import api as tasks

SHOWN = 50


@require_GET
@login_required
def job_list(request: HttpRequest) -> HttpResponse:
    """The last jobs, those under way first."""
    runs = list(tasks.runs_of(request.actor)[:SHOWN])  # type: ignore[attr-defined]
    runs.sort(key=lambda run: run.is_over)
    return render(request, "workbench/jobs.html", {"runs": runs})


@require_GET
@login_required
def job_row(request: HttpRequest, run_id: int) -> HttpResponse:
    """One job's line, asked for every second while it goes on."""
    run = tasks.run_of(request.actor, run_id)  # type: ignore[attr-defined]
    if not is_htmx(request):
        return redirect("workbench:jobs")
    tag = fragment_tag(run.pk, get_language(), run.state, run.done, run.total, run.message, run.cancel_requested)
    return answer_unless_known(request, tag, lambda: render(request, "workbench/_job.html", {"run": run}))


@require_POST
@login_required
def job_cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    """Stop a job: at once while it waits, at its next step while it runs."""
    run = tasks.cancel(actor=request.actor, run_id=run_id, now=timezone.now())  # type: ignore[attr-defined]
    return _row(request, run)


@require_POST
@login_required
def job_retry(request: HttpRequest, run_id: int) -> HttpResponse:
    """Start a failed or stopped job again."""
    run = tasks.retry(actor=request.actor, run_id=run_id, now=timezone.now())  # type: ignore[attr-defined]
    return _row(request, run)


def _row(request: HttpRequest, run: tasks.TaskRun) -> HttpResponse:
    return render(request, "workbench/_job.html", {"run": run}) if is_htmx(request) else redirect("workbench:jobs")
