"""`manage.py run_worker`: jobs, loops and schedules, until told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connections
from procrastinate.contrib.django import app

from xingtan.kernel.tasks import loops
from xingtan.kernel.tasks.running import STOPPING

SECONDS_TO_LEAVE = 7.0
HEARTBEAT_SECONDS = 3.0
SILENCE_SECONDS = 12.0


class Command(BaseCommand):
    help = "Run queued tasks, the loops and the schedules. Stops within seconds on SIGTERM or Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--jobs", type=int, default=4, help="tasks run at once")

    def handle(self, *, jobs: int, **options: Any) -> None:
        threads = loops.start()
        asyncio.run(_work(jobs))
        is_asked = STOPPING.is_set()
        STOPPING.set()
        for thread in threads:
            thread.join(timeout=1)
        connections.close_all()
        if not is_asked:
            raise SystemExit(1)  # the queue broke off: whoever supervises starts another


async def _work(jobs: int) -> None:
    """Work off the queue. A task that does not let go in time is left to be queued again by another worker."""
    working_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with working_app.open_async():
        work = asyncio.ensure_future(
            working_app.run_worker_async(
                name="xingtan",
                concurrency=jobs,
                wait=True,
                fetch_job_polling_interval=1.0,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=SILENCE_SECONDS,
                delete_jobs="always",
                install_signal_handlers=False,
            )
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, _stop, work)
        try:
            await work
        except asyncio.CancelledError:
            if not STOPPING.is_set():
                raise


def _stop(work: asyncio.Future[None]) -> None:
    if STOPPING.is_set():
        return
    STOPPING.set()
    work.cancel()
    reaper = threading.Timer(SECONDS_TO_LEAVE, os._exit, args=(0,))
    reaper.daemon = True
    reaper.start()
