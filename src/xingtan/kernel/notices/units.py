"""Which unit pays for a message."""

from __future__ import annotations

from xingtan.kernel.registry import REGISTRY


def unit_path_of(path: str) -> str:
    """The path of the school or bureau that `path` belongs to; of the bureau for what belongs nowhere."""
    found = path or "/"
    for find in REGISTRY.all("unit_paths"):
        found = find(found) or found
    return found
