"""Words of the notices room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

BELL = "bell"
MAIL = "email"


@dataclass(frozen=True, kw_only=True, slots=True)
class BellState:
    """What the bell shows; two equal states draw the same bell."""

    unread: int
    newest_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledgement:
    """How far a notice has got: people told, of whom so many read it, of whom so many acknowledged."""

    told: int
    read: int
    acknowledged: int
    last_at: datetime | None
