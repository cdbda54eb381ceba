"""Front door of the notices room."""

from xingtan.kernel.notices.codes import send_code, sms_is_ready
from xingtan.kernel.notices.data import CHANNEL_LABELS, CODE_MINUTES, Acknowledgement, BellState
from xingtan.kernel.notices.errors import (
    NothingToAcknowledge,
    NoticeNotFound,
    OutsideUserTaken,
    SmsNotConfigured,
    SmsRefused,
    SmsTooSoon,
    SmsUsedUp,
)
from xingtan.kernel.notices.models import Delivery, MessageTemplate, Notice, Recipient
from xingtan.kernel.notices.outside_users import (
    LookedUp,
    bind_outside_user,
    look_up_outside_users,
    unbind_outside_user,
)
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
    "CHANNEL_LABELS",
    "CODE_MINUTES",
    "Acknowledgement",
    "BellState",
    "Delivery",
    "LookedUp",
    "MessageTemplate",
    "NothingToAcknowledge",
    "Notice",
    "NoticeNotFound",
    "OutsideUserTaken",
    "Recipient",
    "SmsNotConfigured",
    "SmsRefused",
    "SmsTooSoon",
    "SmsUsedUp",
    "acknowledge",
    "acknowledgement",
    "bell_state",
    "bind_outside_user",
    "look_up_outside_users",
    "mark_all_read",
    "mark_read",
    "outstanding",
    "overdue_count",
    "received",
    "received_by",
    "send_code",
    "sms_is_ready",
    "tell",
    "to_acknowledge",
    "unbind_outside_user",
    "unread_count",
    "withdraw",
)
