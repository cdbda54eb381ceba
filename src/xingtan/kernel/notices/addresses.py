"""Outside addresses: shown masked, compared by a keyed fingerprint, never kept."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from xingtan.kernel.notices.data import MAIL, SMS


def fingerprint(address: str) -> bytes:
    """16 bytes that are the same for the same address of this installation, however it is spaced."""
    canonical = "".join(address.split()).lower()
    return salted_hmac("xingtan.kernel.notices.address", canonical, algorithm="sha256").digest()[:16]


def masked(channel: str, address: str) -> str:
    """138****1234, z***@example.cn, li***; enough for its owner to know it."""
    if channel == SMS:
        return f"{address[:-8]}****{address[-4:]}" if len(address) >= 11 else f"****{address[-2:]}"
    if channel == MAIL:
        name, _at, domain = address.partition("@")
        return f"{name[:1]}***@{domain}"[:80]
    return f"{address[:2]}***"
