"""Writes of the exchange, by noun."""

from xingtan.apps.exchange.services.applying import start_applying
from xingtan.apps.exchange.services.delivering import ask_delivery, open_delivery, return_held
from xingtan.apps.exchange.services.linking import link_row, suggestions, take_as_new
from xingtan.apps.exchange.services.partners import add_partner, update_partner
from xingtan.apps.exchange.services.receiving import discard_set, leave_out_rows, mend_cell, receive_set
from xingtan.apps.exchange.services.undoing import start_undo

__all__ = [
    "add_partner",
    "ask_delivery",
    "discard_set",
    "leave_out_rows",
    "link_row",
    "mend_cell",
    "open_delivery",
    "receive_set",
    "return_held",
    "start_applying",
    "start_undo",
    "suggestions",
    "take_as_new",
    "update_partner",
]
