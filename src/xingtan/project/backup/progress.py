"""Steps and how far they are, for whoever watches a terminal; in a log only each step's end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

EVERY_S = 0.5


class Progress:
    def __init__(self, *, is_quiet: bool = False) -> None:
        self._is_quiet = is_quiet
        self._moves = sys.stdout.isatty() and not is_quiet
        self._shown_at = 0.0
        self._name = ""
        self.seconds: dict[str, float] = {}

    def say(self, text: str) -> None:
        if not self._is_quiet:
            print(text, flush=True)

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Announce a step; what is put into the list is said at its end."""
        said: list[str] = []
        started, self._name, self._shown_at = time.monotonic(), name, 0.0
        if self._moves:
            print(f"- {name} …", end="", flush=True)
        yield said
        self.seconds[name] = round(time.monotonic() - started, 3)
        more = f", {', '.join(said)}" if said else ""
        clear = "\r\033[K" if self._moves else ""
        self.say(f"{clear}- {name}: {time.monotonic() - started:.1f} s{more}")

    def at(self, done: int, total: int, unit: str) -> None:
        """How far the step is, shown at most twice a second."""
        now = time.monotonic()
        if self._moves and now - self._shown_at >= EVERY_S:
            self._shown_at = now
            share = f" ({min(done * 100 // total, 100)} %)" if total else ""
            print(f"\r\033[K- {self._name} … {done:,} {unit}{share}", end="", flush=True)


def size_text(size: int) -> str:
    """1.2 GB, 34.5 MB, 3 KB."""
    for unit, name in ((10**9, "GB"), (10**6, "MB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{-(-size // 1000)} KB"
