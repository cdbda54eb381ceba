"""The registry's loops: threads of a worker that call `run` again and again, woken by time or by PostgreSQL."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import psycopg
from django.db import close_old_connections, connection
from procrastinate.contrib.django.utils import connector_params
from psycopg import sql

from xingtan.kernel.registry import REGISTRY, Loop
from xingtan.kernel.tasks.running import STOPPING

logger = logging.getLogger(__name__)

SECONDS_AFTER_ERROR = 3.0


def start() -> list[threading.Thread]:
    """Start every loop of the registry, each in a thread that does not outlive the process."""
    threads = [
        threading.Thread(target=_keep_running, args=(loop,), name=loop.code, daemon=True)
        for loop in REGISTRY.all("loops")
    ]
    for thread in threads:
        thread.start()
    return threads


def _keep_running(loop: Loop) -> None:
    """An error, e.g. a restarted database, is logged and the loop begins anew."""
    while not STOPPING.is_set():
        try:
            for _turn in _turns(loop):
                close_old_connections()
                loop.run()
        except Exception:
            logger.exception("Loop %s failed and begins anew", loop.code)
            STOPPING.wait(SECONDS_AFTER_ERROR)
        finally:
            connection.close()


def _turns(loop: Loop) -> Iterator[None]:
    """Yield when it is time, or when the loop's channel was notified."""
    if not loop.channel:
        while not STOPPING.is_set():
            yield
            STOPPING.wait(loop.seconds)
        return
    with psycopg.connect(**connector_params(), autocommit=True) as listener:
        listener.execute(sql.SQL("LISTEN {}").format(sql.Identifier(loop.channel)))
        while not STOPPING.is_set():
            yield
            for _notice in listener.notifies(timeout=loop.seconds, stop_after=1):
                pass
