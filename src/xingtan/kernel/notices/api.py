"""Front door of the notices room."""

from xingtan.kernel.notices.data import Acknowledgement, BellState
from xingtan.kernel.notices.errors import NothingToAcknowledge, NoticeNotFound
from xingtan.kernel.notices.models import Notice, Recipient
from xingtan.kernel.notices.selectors import (
    acknowledgement,
    bell_state,
    outstanding,
    overdue_count,
    received,
    received_by,
    to_acknowledge,
    unread_count,
)
from xingtan.kernel.notices.services import acknowledge, mark_all_read, mark_read, tell, withdraw

__all__ = (
    "Acknowledgement",
    "BellState",
    "NothingToAcknowledge",
    "Notice",
    "NoticeNotFound",
    "Recipient",
    "acknowledge",
    "acknowledgement",
    "bell_state",
    "mark_all_read",
    "mark_read",
    "outstanding",
    "overdue_count",
    "received",
    "received_by",
    "tell",
    "to_acknowledge",
    "unread_count",
    "withdraw",
)
