"""Writes of the workflow engine: each is one transaction in which the case is locked."""

from xingtan.engines.workflow.services.bulk import agree_many
from xingtan.engines.workflow.services.defining import (
    adopt_flow,
    discard_draft,
    ensure_shipped,
    move_step,
    open_draft,
    publish_draft,
    remove_step,
    save_step,
    set_flow_active,
)
from xingtan.engines.workflow.services.delegating import cancel_delegation, delegate
from xingtan.engines.workflow.services.leaving import look_after_left, reassign
from xingtan.engines.workflow.services.moving import agree, recall, refuse, return_to, start, withdraw
from xingtan.engines.workflow.services.sharing import add_sign, circulate, hand_over, remind, sign_read

__all__ = (
    "add_sign",
    "adopt_flow",
    "agree",
    "agree_many",
    "cancel_delegation",
    "circulate",
    "delegate",
    "discard_draft",
    "ensure_shipped",
    "hand_over",
    "look_after_left",
    "move_step",
    "open_draft",
    "publish_draft",
    "reassign",
    "recall",
    "refuse",
    "remind",
    "remove_step",
    "return_to",
    "save_step",
    "set_flow_active",
    "sign_read",
    "start",
    "withdraw",
)
