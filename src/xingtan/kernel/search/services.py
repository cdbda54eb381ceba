"""Keeping the index true: after a change, after a removal, or altogether."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone

from xingtan.kernel.registry import REGISTRY, SearchDocument
from xingtan.kernel.search import indexing
from xingtan.kernel.search.models import SearchEntry

BATCH = 1_000


def index(source_code: str, ids: Iterable[int]) -> int:
    """Write what the source says of these objects; those it says nothing of leave the index. Safe to run twice.

    Cuts Chinese text with a dictionary that takes a second to load: call it in jobs, not in a request.

    Returns:
        How many objects are in the index now.
    """
    wanted = list(dict.fromkeys(ids))
    source = REGISTRY.find("search", source_code)
    written: set[int] = set()
    for batch in _batches(source.documents(wanted)):
        with transaction.atomic():
            indexing.write(source_code, batch, now=timezone.now())
        written.update(document.object_id for document in batch)
    remove(source_code, set(wanted) - written)
    return len(written)


def remove(source_code: str, ids: Iterable[int]) -> int:
    """Take objects out of the index; returns how many were there."""
    gone, _by_model = SearchEntry.objects.filter(source=source_code, object_id__in=list(ids)).delete()
    return gone


def rebuild(source_code: str) -> int:
    """Write everything the source has anew. Searches go on finding the old rows until they are replaced.

    Returns:
        How many objects are in the index now.
    """
    source = REGISTRY.find("search", source_code)
    started = timezone.now()
    count = 0
    for batch in _batches(source.documents(None)):
        with transaction.atomic():
            count += indexing.write(source_code, batch, now=max(timezone.now(), started))
    _remove_older(source_code, started)
    return count


def rebuild_all() -> dict[str, int]:
    """Every source anew; source code -> objects."""
    return {source.code: rebuild(source.code) for source in REGISTRY.all("search")}


def _remove_older(source_code: str, started: datetime) -> None:
    SearchEntry.objects.filter(source=source_code, updated_at__lt=started).delete()


def _batches(documents: Iterable[SearchDocument]) -> Iterator[list[SearchDocument]]:
    waiting = iter(documents)
    while batch := list(islice(waiting, BATCH)):
        yield batch
