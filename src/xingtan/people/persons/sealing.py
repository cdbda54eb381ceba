"""How numbers of people are kept: sealed, found by a keyed index, shown masked. The cipher is `kernel.sealing`."""

from __future__ import annotations

from xingtan.kernel.sealing import blind_index, seal, unseal

__all__ = ("blind_index", "mask_document", "mask_phone", "seal", "unseal")


def mask_phone(phone: str) -> str:
    """138****1234; shorter numbers keep their last two digits."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else f"****{phone[-2:]}" if phone else ""


def mask_document(number: str) -> str:
    """First six and last four of an 18-character number, first two and last two of a shorter one."""
    if len(number) >= 15:
        return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"
    return f"{number[:2]}{'*' * max(len(number) - 4, 1)}{number[-2:]}"
