"""`xingtan audit verify`: check the chain of the audit journal and say what was found."""

from __future__ import annotations

import json
from dataclasses import asdict

from xingtan.kernel.audit.services import verify


def report(*, as_json: bool = False) -> int:
    """Print the verdict. Returns 0 when the chain is whole, 1 at the first break."""
    verdict = verify()
    if as_json:
        print(json.dumps({"ok": verdict.ok, **asdict(verdict)}, default=str, ensure_ascii=False))
        return 0 if verdict.ok else 1
    print(f"{verdict.entries} entries in {verdict.blocks} sealed blocks; {verdict.retired} blocks past keeping.")
    if verdict.unsealed:
        print(f"{verdict.unsealed} entries since {verdict.unsealed_since:%Y-%m-%d %H:%M:%S %Z} wait to be sealed.")
    print(f"Head: {verdict.head or 'none yet'}")
    if verdict.broken:
        print(f"BROKEN at block {verdict.broken.block}: {verdict.broken.reason} {list(verdict.broken.entry_ids)[:20]}")
        print("  Try: compare with the head you keep elsewhere, and restore the journal from a backup")
        return 1
    print("The chain is whole.")
    return 0
