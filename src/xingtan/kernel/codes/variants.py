"""Simplified forms of traditional characters, to compare what people type with what is registered."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parent / "tables" / "traditional.txt"


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    lines = TABLE.read_text("utf-8").splitlines()
    return {ord(line[0]): line[1] for line in lines}


def simplified(text: str) -> str:
    """The text with every traditional character in its usual simplified form. For comparing, never for keeping."""
    return text.translate(_simplified())
