"""Who may read the files of the exchange: nobody by their address alone.

An upload is read by its task only; a delivery is handed out by its own page, which writes the journal.
"""

from __future__ import annotations

from xingtan.kernel.scopes import Actor


def may_read_set(actor: Actor, set_id: int) -> bool:
    return False


def may_read_delivery(actor: Actor, delivery_id: int) -> bool:
    return False
