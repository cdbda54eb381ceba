"""Work that follows from changes: looking again at findings and at the search index."""

from __future__ import annotations

from django.utils import timezone

from xingtan.apps.registry.services import findings, reminders
from xingtan.kernel.clock import local_day
from xingtan.kernel.search import api as search
from xingtan.kernel.tasks.api import task
from xingtan.people.roster.services import expire_custody


@task(retries=3)
def look_at_person(*, person_id: int) -> str:
    """Look again at what stands about a pupil, and let searches find them as they are now."""
    now = timezone.now()
    settled = findings.check_person(person_id=person_id, on=local_day(now), now=now)
    search.index("registry.pupils", [person_id])
    return f"{settled.open} open, {settled.resolved} resolved"


@task(retries=3)
def look_at_persons(*, person_ids: list[int]) -> str:
    """Look again at many pupils at once."""
    now = timezone.now()
    settled = findings.check_persons(person_ids=person_ids, on=local_day(now), now=now)
    search.index("registry.pupils", person_ids)
    return f"{settled.open} open, {settled.resolved} resolved"


@task(retries=3)
def look_at_places(*, path: str) -> str:
    """Look again at schools and classes below a path."""
    now = timezone.now()
    settled = findings.check_places(path=path, on=local_day(now), now=now)
    return f"{settled.open} open, {settled.resolved} resolved"


@task(retries=3)
def index_class(*, class_group_id: int) -> int:
    return search.index("registry.classes", [class_group_id])


@task(retries=3)
def index_organisation(*, organisation_id: int) -> int:
    return search.index("registry.schools", [organisation_id])


@task(retries=1, lock="registry.look_at_all")
def look_at_all() -> str:
    """Look at every pupil, class and school: what changes by the mere passing of days is found here."""
    now = timezone.now()
    settled = findings.check_all(on=local_day(now), now=now)
    return f"{settled.open} open, {settled.resolved} resolved"


def look_at_all_tonight() -> None:
    look_at_all.enqueue(key="registry.look_at_all")


def index_all_classes() -> None:
    """On the first day of a school year every class is called by another name."""
    index_everything.enqueue(key="registry.index_everything")


@task(retries=1, lock="registry.index_everything")
def index_everything() -> int:
    return search.rebuild("registry.classes") + search.rebuild("registry.pupils")


def remind_of_requests_this_morning() -> int:
    """Note whose custody has ended, and remind of requests that nobody has answered."""
    now = timezone.now()
    expire_custody(on=local_day(now))
    return reminders.remind_of_requests(now=now)
