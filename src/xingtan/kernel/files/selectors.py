"""Reads about files."""

from __future__ import annotations

from collections.abc import Iterable

from xingtan.kernel.files.errors import FileNotFound
from xingtan.kernel.files.models import FileLink
from xingtan.kernel.files.services import AVATAR
from xingtan.kernel.scopes import Actor


def link_of(actor: Actor, link_id: int) -> FileLink:
    """One file the actor may read.

    Raises:
        FileNotFound: not there, or held by something `actor` may not read.
    """
    links = FileLink.objects.filter(pk=link_id).visible_to(actor)
    link: FileLink | None = links.select_related("file__small").first()
    if link is None:
        raise FileNotFound
    return link


def avatars(holder_kind: str, holder_ids: Iterable[int]) -> dict[int, int]:
    """Link ids of the pictures of many holders, by holder id, in one query. For lists of what may be read already."""
    links = FileLink.objects.filter(holder_kind=holder_kind, holder_id__in=list(holder_ids), purpose=AVATAR)
    return dict(links.values_list("holder_id", "pk"))
