"""Sealing: entries not yet in a block are hashed into the next one, every few seconds, by one worker at a time."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from xingtan.kernel.audit.hashing import GENESIS, block_hash, digest_of, entry_hash, mark_of
from xingtan.kernel.audit.models import AuditBlock, AuditEntry
from xingtan.kernel.audit.partitions import month_of

LOCK = 0x5EA1  # advisory lock of the sealer
MOST_ENTRIES = 5000


def seal(now: datetime | None = None) -> int:
    """Seal what is unsealed. Returns how many entries that were; 0 also when another worker is at it."""
    sealed = 0
    while count := _seal_block(now or timezone.now()):
        sealed += count
    return sealed


@transaction.atomic
def _seal_block(now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
    entries = list(AuditEntry.objects.filter(block_id__isnull=True).order_by("at", "id")[:MOST_ENTRIES])
    entries = [entry for entry in entries if month_of(entry.at) == month_of(entries[0].at)]
    if not entries:
        return 0
    last = AuditBlock.objects.order_by("-number").first()
    hashes = [entry_hash(entry) for entry in entries]
    block = AuditBlock(
        number=last.number + 1 if last else 1,
        sealed_at=now,
        first_at=entries[0].at,
        last_at=entries[-1].at,
        entries=len(entries),
        marks=b"".join(mark_of(entry.pk, hashed) for entry, hashed in zip(entries, hashes, strict=True)),
        digest=digest_of(hashes),
        previous=last.hash if last else GENESIS,
    )
    block.hash = block_hash(block)
    block.save(force_insert=True)
    within = AuditEntry.objects.filter(at__gte=block.first_at, at__lte=block.last_at, block_id__isnull=True)
    within.filter(pk__in=[entry.pk for entry in entries]).update(block_id=block.number)
    return len(entries)
