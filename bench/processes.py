"""CPU time of running processes, from /proc."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def can_be_read() -> bool:
    """Only Linux keeps this book."""
    return (PROC / "self" / "stat").exists()


def _fields(pid: int) -> list[str]:
    """The fields behind the name, which may itself hold spaces and brackets; empty when the process is gone."""
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return []
    return text.rpartition(") ")[2].split()


def tree_of(root: int) -> set[int]:
    """`root` and everything below it."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (fields := _fields(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = set(), [root]
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += children.get(pid, ())
    return found


def cpu_ms(pids: Iterable[int]) -> float:
    """User and system time of these processes so far, threads that have ended included."""
    ticks = 0
    for pid in pids:
        if fields := _fields(pid):
            ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / TICKS_PER_S
