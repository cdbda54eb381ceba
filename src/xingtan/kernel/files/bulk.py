"""Many pictures of our own drawing, kept in one go; who holds them is written by the caller."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from xingtan.kernel.files import pictures, sniffing
from xingtan.kernel.files.models import StoredFile
from xingtan.kernel.files.places import the_store
from xingtan.kernel.files.services import keep_all

Pair = tuple[bytes, bytes]


@transaction.atomic
def keep_pictures(pairs: Sequence[Pair]) -> list[int]:
    """Keep pictures, each with its small one; what is kept already is not written again.

    Args:
        pairs: the content of a picture, and of the same one small.
    Returns:
        Ids of the stored files, one a pair, in order. Until a link holds them they live for a day.
    Raises:
        PictureUnreadable, FileIsEmpty: some content is no picture.
    """
    rows: dict[str, StoredFile] = {}
    with connection.cursor() as cursor:
        keep_all(cursor)
    digests = [(_keep(full, rows), _keep(small, rows)) for full, small in pairs]
    StoredFile.objects.bulk_create(rows.values(), ignore_conflicts=True)
    ids = dict(StoredFile.objects.filter(sha256__in=rows).values_list("sha256", "pk"))
    small_of = {ids[full]: ids[small] for full, small in digests}
    chosen = [StoredFile(pk=full, small_id=small) for full, small in small_of.items()]
    StoredFile.objects.bulk_update(chosen, ["small"], batch_size=500)
    return [ids[full] for full, _small in digests]


def _keep(content: bytes, rows: dict[str, StoredFile]) -> str:
    """Put one content into the store; its row is to be written."""
    incoming = the_store().receive([content], len(content))
    try:
        width, height = pictures.size_of(incoming.path)
        media_type = sniffing.media_type_of(incoming.path)
        the_store().keep(incoming)
    finally:
        incoming.discard()
    rows[incoming.sha256] = StoredFile(
        sha256=incoming.sha256, size=incoming.size, media_type=media_type, width=width, height=height
    )
    return incoming.sha256
