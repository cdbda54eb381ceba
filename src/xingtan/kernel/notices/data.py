"""Words of the notices room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

BELL = "bell"
MAIL = "email"
SMS = "sms"
WECOM = "wecom"
DINGTALK = "dingtalk"
CHANNEL_LABELS: dict[str, Any] = {
    WECOM: _("企业微信"),
    DINGTALK: _("钉钉"),
    SMS: _("短信"),
    MAIL: _("邮件"),
}

CODE_KIND = "notices.code"  # stands where a notice kind stands, for messages with a code
TRY_OUT_KIND = "notices.try_out"
CODE_MINUTES = 5
CODE_PURPOSES: dict[str, Any] = {
    "password": _("重设密码"),
    "guardian": _("确认监护关系"),
    "phone": _("更换手机号"),
    "sign_in": _("登录"),
}

VIEW_DELIVERIES = "notices.view_deliveries"
MANAGE_CHANNELS = "notices.manage_channels"
AUDIT_TEMPLATE_SAVED = "notices.template_saved"
AUDIT_TRIED_OUT = "notices.tried_out"
AUDIT_USERS_MATCHED = "notices.users_matched"


class State(TextChoices):
    """How far a message got on one channel. SENDING lasts while the other side is spoken to."""

    WAITING = "waiting", _("待发送")
    SENDING = "sending", _("发送中")
    ACCEPTED = "accepted", _("已交运营方")
    DELIVERED = "delivered", _("已送达")
    READ = "read", _("已读")
    REFUSED = "refused", _("未送出")
    UNCERTAIN = "uncertain", _("不确定")
    HELD = "held", _("暂缓")


class Why(StrEnum):
    """Why we did not send, or stopped trying."""

    NO_ADDRESS = "no_address"
    NO_TEMPLATE = "no_template"
    NOT_READY = "not_ready"
    PERSON_BUDGET = "person_budget"
    UNIT_BUDGET = "unit_budget"
    WORKER_STOPPED = "worker_stopped"
    TRIED_ENOUGH = "tried_enough"


@dataclass(frozen=True, kw_only=True, slots=True)
class BellState:
    """What the bell shows; two equal states draw the same bell."""

    unread: int
    newest_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledgement:
    """How far a notice has got: people told, of whom so many read it, of whom so many acknowledged."""

    told: int
    read: int
    acknowledged: int
    last_at: datetime | None
