"""Real worker processes: killed without warning, told to stop, watched while they work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.utils import timezone

from xingtan.kernel.events.models import EventRow
from xingtan.kernel.tasks import api as tasks
from xingtan.kernel.tasks.models import TaskRun
from xingtan.kernel.tasks.tests.slow import walk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

START = (
    "import django; django.setup(); import xingtan.kernel.tasks.tests.slow; "
    "from django.core.management import call_command; call_command('run_worker')"
)


@pytest.fixture
def start_worker():
    """`start_worker()`: a worker process on the test's database; every one is gone when the test ends."""
    workers: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "DATABASE_URL": _address(),
            "DJANGO_SETTINGS_MODULE": "xingtan.project.test_settings",
        }
        workers.append(subprocess.Popen([sys.executable, "-c", START], env=environment))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()


def _address() -> str:
    values = connection.settings_dict
    host = quote(values["HOST"] or "", safe="")
    user = f"{quote(values['USER'])}:{quote(values['PASSWORD'])}@" if values["USER"] else ""
    return f"postgresql://{user}/{values['NAME']}?host={host}&port={values['PORT'] or 5432}"


def wait_for(what: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def state_of(run: TaskRun) -> TaskRun:
    return TaskRun.objects.get(pk=run.pk)


def test_a_killed_worker_s_run_goes_on_in_the_next(start_worker, tmp_path):
    trace = tmp_path / "trace"
    run = walk.enqueue(trace=str(trace), steps=20)
    worker = start_worker()
    wait_for(lambda: state_of(run).done >= 5)

    worker.kill()
    worker.wait()
    assert state_of(run).state == "running"
    start_worker()

    wait_for(lambda: state_of(run).is_over, seconds=40)
    assert (state_of(run).state, state_of(run).message, state_of(run).attempts) == ("done", "到了", 2)
    assert trace.read_text().split() == [str(step) for step in range(1, 21)]


def test_the_owner_sees_progress_within_a_second_and_stops_the_worker_gently(start_worker, tmp_path, make_actor):
    actor = make_actor()
    trace = tmp_path / "trace"
    run = walk.enqueue_for(actor, trace=str(trace), steps=1000)
    worker = start_worker()
    wait_for(lambda: state_of(run).done)

    taken = len(trace.read_text().split())
    time.sleep(1)
    assert tasks.run_of(actor, run.pk).done >= taken
    assert tasks.worker_state(timezone.now()).is_healthy

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=8) == 0
    assert state_of(run).state == "queued"


def test_a_worker_delivers_what_was_published_before_it_came(start_worker):
    with transaction.atomic():
        EventRow.objects.create(code="test.unknown_to_all", subject_key="x:1")

    start_worker()

    wait_for(lambda: EventRow.objects.filter(delivered_at__isnull=False).exists())
