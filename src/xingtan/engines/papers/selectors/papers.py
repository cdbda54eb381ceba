"""Reads about issued papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from xingtan.engines.papers.errors import PaperNotFound
from xingtan.engines.papers.models import Paper, SealUse
from xingtan.kernel.scopes import Actor

SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What the world may know of a paper by its code. `title` is "" unless it is public."""

    number: str
    kind: str
    title: str
    organisation: str
    made_on: date
    is_valid: bool


def checked(paper: Paper) -> Checked:
    return Checked(
        number=paper.number,
        kind=str(paper.get_kind_display()),
        title=paper.title if paper.is_title_public else "",
        organisation=paper.organisation_name,
        made_on=paper.made_on,
        is_valid=not paper.is_revoked,
    )


def papers_of(actor: Actor) -> Any:
    """Papers within reach, with what the list shows."""
    return Paper.objects.visible_to(actor).select_related("organisation", "made_by")


def paper_of(actor: Actor, paper_id: int) -> Paper:
    """One paper.

    Raises:
        PaperNotFound: not there, or not for `actor` to see.
    """
    paper: Paper | None = papers_of(actor).select_related("revoked_by").filter(pk=paper_id).first()
    if paper is None:
        raise PaperNotFound(paper_id=paper_id)
    return paper


def seal_uses_on(paper: Paper) -> list[SealUse]:
    """When seals were pressed on a paper, the latest first, at most `SHOWN`."""
    return list(paper.seal_uses.select_related("seal", "pressed_by")[:SHOWN])


def may_read_file(actor: Actor, paper_id: int) -> bool:
    """Whether the file of a paper may be opened: by whoever sees the paper."""
    return bool(Paper.objects.visible_to(actor).filter(pk=paper_id).exists())
