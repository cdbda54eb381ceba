"""Work of staffing that nobody waits for."""

from __future__ import annotations

from xingtan.apps.staffing import services
from xingtan.apps.staffing.selectors.index import SOURCE
from xingtan.kernel.clock import today
from xingtan.kernel.search import api as search
from xingtan.kernel.tasks.api import task


@task(queue="default", retries=3)
def refresh_person(*, person_id: int) -> int:
    """Open a file for somebody newly posted, and index them anew. Safe to run twice."""
    services.ensure_records([person_id])
    return search.index(SOURCE, [person_id])


def nightly() -> str:
    """Postings that began or ended today change who is found and where."""
    opened = services.ensure_records()
    kept = services.keep_recent_employments(today())
    return f"{opened} opened, {kept} kept, {search.rebuild(SOURCE)} indexed"
