"""Checking the journal against its seals."""

from __future__ import annotations

from django.db.models import Count, Min, Sum

from xingtan.kernel.audit.data import Break, Verdict
from xingtan.kernel.audit.hashing import GENESIS, block_hash, digest_of, entry_hash, marks_in
from xingtan.kernel.audit.models import AuditBlock, AuditEntry


def verify() -> Verdict:
    """Recompute every block in order. Stops at the first break and names it, with the entries concerned.

    What comes after the last block is the unsealed tail: counted, not yet protected.
    """
    previous, number, counted, retired = GENESIS, 0, 0, 0
    broken: Break | None = None
    for block in AuditBlock.objects.order_by("number").iterator(chunk_size=100):
        broken = _check_chain(block, number + 1, previous) or (None if block.retired_at else _check_entries(block))
        if broken:
            break
        previous, number = block.hash, block.number
        counted += 0 if block.retired_at else block.entries
        retired += 1 if block.retired_at else 0
    broken = broken or _check_strays(counted)
    tail = AuditEntry.objects.filter(block_id__isnull=True).aggregate(n=Count("id"), since=Min("at"))
    return Verdict(
        blocks=number,
        entries=counted,
        retired=retired,
        broken=broken,
        unsealed=tail["n"],
        unsealed_since=tail["since"],
        head=previous,
    )


def _check_chain(block: AuditBlock, number: int, previous: str) -> Break | None:
    if block.number != number:
        return Break(block=number, reason="missing")
    if block.previous != previous:
        return Break(block=number, reason="chain")
    if block_hash(block) != block.hash:
        return Break(block=number, reason="block")
    return None


def _check_entries(block: AuditBlock) -> Break | None:
    sealed = dict(marks_in(block))
    entries = AuditEntry.objects.filter(block_id=block.number).order_by("at", "id")
    hashes = {entry.pk: entry_hash(entry) for entry in entries}
    changed = [pk for pk, hashed in hashes.items() if pk in sealed and hashed[:8] != sealed[pk]]
    if changed:
        return Break(block=block.number, reason="changed", entry_ids=tuple(changed))
    if missing := sealed.keys() - hashes.keys():
        return Break(block=block.number, reason="removed", entry_ids=tuple(sorted(missing)))
    if added := hashes.keys() - sealed.keys():
        return Break(block=block.number, reason="added", entry_ids=tuple(sorted(added)))
    if digest_of(list(hashes.values())) != block.digest:
        return Break(block=block.number, reason="order", entry_ids=tuple(hashes))
    return None


def _check_strays(counted: int) -> Break | None:
    """Entries that claim a block beyond the chain: the last blocks were cut off."""
    last = AuditBlock.objects.order_by("-number").values_list("number", flat=True).first() or 0
    strays = AuditEntry.objects.filter(block_id__gt=last).order_by("block_id", "id")
    first = strays.values_list("block_id", flat=True).first()
    if first is None:
        return None
    ids = strays.filter(block_id=first).values_list("id", flat=True)[:50]
    return Break(block=first, reason="missing", entry_ids=tuple(ids))


def sealed_total() -> int:
    """How many entries the blocks in force hold."""
    return int(AuditBlock.objects.filter(retired_at__isnull=True).aggregate(n=Sum("entries"))["n"] or 0)
