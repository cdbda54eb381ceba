"""What a manifest says about each file, and where it does not agree with what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xingtan.apps.exchange.data.specification import MODES
from xingtan.apps.exchange.services.finding import Findings

VERSIONS = {"manifest.version": ("1.0",), "oneroster.version": ("1.2", "1.2.1")}


def modes_of(
    said: Mapping[str, tuple[int, str]], present: Sequence[str], notes: Findings, *, has_manifest: bool
) -> dict[str, str]:
    """bulk or delta for each file present.

    Args:
        said: property -> (line, value) of the manifest; empty without one.
    """
    if not has_manifest:
        return dict.fromkeys(present, "bulk")
    for key, wanted in VERSIONS.items():
        line, written = said.get(key, (None, ""))
        if written not in wanted:
            notes.add("manifest_version", line=line, column=key, key=key, written=written[:40])
    for key, (line, written) in said.items():
        file = key.removeprefix("file.")
        if key.startswith("file.") and written.lower() in ("bulk", "delta") and file not in present:
            notes.add("manifest_file_missing", line=line, column=key, file=file[:60])
    return {file: _mode(file, said, notes) for file in present}


def _mode(file: str, said: Mapping[str, tuple[int, str]], notes: Findings) -> str:
    key = f"file.{file}"
    line, written = said.get(key, (None, ""))
    if not written:
        notes.add("manifest_mode_missing", line=line, column=key, file=file)
    elif written.lower() not in MODES:
        notes.add("manifest_mode_unknown", line=line, column=key, file=file, written=written[:40])
    elif written.lower() == "absent":
        notes.add("manifest_says_absent", line=line, column=key, file=file)
    return "delta" if written.lower() == "delta" else "bulk"
