"""A slow task for tests with real worker processes; the worker imports this module before it starts."""

from __future__ import annotations

import time
from pathlib import Path

from xingtan.kernel.tasks.api import check_cancelled, progress, task


@task(retries=0)
def walk(*, trace: str, steps: int) -> str:
    """Write one line a step, going on after the lines that are there already."""
    path = Path(trace)
    taken = len(path.read_text().splitlines()) if path.exists() else 0
    for step in range(taken + 1, steps + 1):
        with path.open("a") as file:
            file.write(f"{step}\n")
        progress(step, steps)
        time.sleep(0.1)
        check_cancelled()
    return "到了"
