"""Cells that do not lie open: sealed where they are kept, opened only where their meaning is needed."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from xingtan.people.persons import sealing

SEALED = "\ue000"  # a private character: what follows is sealed


def seal_cell(cell: str) -> str:
    return SEALED + base64.b64encode(sealing.seal(cell)).decode()


def unseal_cell(cell: str) -> str:
    return sealing.unseal(base64.b64decode(cell[1:])) if cell.startswith(SEALED) else cell


def unseal_cells(cells: Sequence[str]) -> list[str]:
    return [unseal_cell(cell) for cell in cells]


def shown_cell(cell: str) -> str:
    """A cell for the screen: what is sealed only as a mask that says how long it is."""
    if not cell.startswith(SEALED):
        return cell
    text = unseal_cell(cell)
    if text.isdigit() and len(text) <= 12:
        return sealing.mask_phone(text)
    return sealing.mask_document(text) if len(text) >= 15 else "****"
