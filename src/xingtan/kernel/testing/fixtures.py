"""Fixtures for every test. The root conftest loads this module as a plugin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from xingtan.kernel.testing import actors


@pytest.fixture
def make_actor() -> Callable[..., Any]:
    """`make_actor(("permission", "/1/2/"), …)`: an actor without rows behind it."""
    return actors.make_actor


@pytest.fixture
def delivered_events(db: None) -> Callable[..., int]:
    """`delivered_events(times=2)`: deliver what was published, and run the tasks that follow.

    More than one time delivers the same events again, as a worker may: listeners must not mind.
    """
    from xingtan.kernel.events.models import Delivery, EventRow
    from xingtan.kernel.events.services import deliver_waiting
    from xingtan.kernel.tasks.services import run_waiting

    def deliver(times: int = 1) -> int:
        published = list(EventRow.objects.filter(delivered_at__isnull=True).values_list("pk", flat=True))
        _deliver_all(deliver_waiting, run_waiting)
        for _again in range(times - 1):
            Delivery.objects.filter(event__in=published).delete()
            EventRow.objects.filter(pk__in=published).update(delivered_at=None, retry_at=None)
            _deliver_all(deliver_waiting, run_waiting)
        broken = Delivery.objects.exclude(error="").values_list("listener", "error")
        assert not broken, "\n\n".join(f"{listener} failed:\n{error}" for listener, error in broken)
        return len(published)

    return deliver


def _deliver_all(deliver_waiting: Callable[[], int], run_waiting: Callable[[], int]) -> None:
    while deliver_waiting() + run_waiting():
        pass


@pytest.fixture
def run_tasks(db: None) -> Callable[[], int]:
    """`run_tasks()`: run everything queued and due, and fail with the error of whatever failed."""
    from xingtan.kernel.tasks.models import TaskRun
    from xingtan.kernel.tasks.services import run_waiting

    def run() -> int:
        count = run_waiting()
        failed = TaskRun.objects.exclude(error="").values_list("task", "error")
        assert not failed, "\n\n".join(f"{task} failed:\n{error}" for task, error in failed)
        return count

    return run


class ToldNotices:
    """What people were told, for assertions."""

    def told(self, subject_key: str, kind: str | None = None) -> set[int]:
        """Person ids told about a subject."""
        return set(self._recipients(subject_key, kind).values_list("person_id", flat=True))

    def titles(self, person_id: int) -> list[str]:
        """Titles of what one person was told, oldest first."""
        from xingtan.kernel.notices.models import Recipient

        mine = Recipient.objects.filter(person_id=person_id).order_by("notice_id")
        return list(mine.values_list("notice__title", flat=True))

    def _recipients(self, subject_key: str, kind: str | None) -> Any:
        from xingtan.kernel.notices.models import Recipient

        recipients = Recipient.objects.filter(notice__subject_key=subject_key)
        return recipients.filter(notice__kind=kind) if kind else recipients


@pytest.fixture
def notices(db: None) -> ToldNotices:
    """`notices.told("guardianship:12") == {person ids}`."""
    return ToldNotices()


@pytest.fixture
def journal(db: None) -> Callable[[], list[tuple[str, str]]]:
    """`journal()`: (action, object id) of every entry, oldest first."""
    from xingtan.kernel.audit.models import AuditEntry

    def entries() -> list[tuple[str, str]]:
        return list(AuditEntry.objects.order_by("at", "id").values_list("action", "object_id"))

    return entries


@pytest.fixture
def count_queries(db: None) -> Callable[[int], Any]:
    """`with count_queries(12): …` fails when another number of queries is run, and lists them."""

    @contextmanager
    def exactly(expected: int) -> Iterator[CaptureQueriesContext]:
        with CaptureQueriesContext(connection) as captured:
            yield captured
        listed = "\n".join(str(query["sql"])[:300] for query in captured.captured_queries)
        assert len(captured) == expected, f"{len(captured)} queries instead of {expected}:\n{listed}"

    return exactly


@pytest.fixture
def now() -> Any:
    """This instant."""
    return timezone.now()


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of a server on this machine that speaks S3 and forgets everything at the end."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _host, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def s3_bucket(s3_server: str, settings: Any) -> Any:
    """An empty bucket that the store of this test uses; the value is boto3's client."""
    from xingtan.kernel.files import s3

    name = f"test-{uuid4().hex}"
    keys = {"access_key": "test", "secret_key": "test", "region": "us-east-1"}
    settings.FILES_S3 = {"bucket": name, "endpoint": s3_server, "prefix": "杏坛/", "addressing": "path", **keys}
    client = s3._client(s3.Place(**settings.FILES_S3))
    client.create_bucket(Bucket=name)
    return client
