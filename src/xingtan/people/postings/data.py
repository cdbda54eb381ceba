"""Permission codes and events of postings."""

from dataclasses import dataclass
from typing import ClassVar

from xingtan.kernel.events.api import Event

VIEW = "postings.view"
MANAGE = "postings.manage"


@dataclass(frozen=True, kw_only=True)
class PostingStarted(Event):
    code: ClassVar[str] = "postings.posting_started"
    posting_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PostingEnded(Event):
    code: ClassVar[str] = "postings.posting_ended"
    posting_id: int
    person_id: int
