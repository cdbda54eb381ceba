from __future__ import annotations

import pytest

from xingtan.kernel.registry import REGISTRY, Manifest, UndoHandler
from xingtan.kernel.tables.tests.sample import put_back


@pytest.fixture(autouse=True)
def journal(monkeypatch):
    """Lines that would have gone to the audit journal: (verb, detail)."""
    lines = []

    def record(actor, verb, /, **detail):
        lines.append((verb, detail))

    monkeypatch.setattr("xingtan.kernel.tables.journal.record", record)
    return lines


@pytest.fixture(autouse=True)
def undo_handler():
    REGISTRY.add("sample_tables", Manifest(undo=(UndoHandler(code="sample.relabel", undo=put_back),)))
    yield
    del REGISTRY.manifests["sample_tables"]
