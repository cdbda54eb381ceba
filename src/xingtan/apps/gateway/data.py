"""Words of gateway: gates between sign-in and the workbench, what may be tried how often, audit actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

# Gates stand in the session after sign-in and fall one by one.
GATES = "gates"
GATE_AGREEMENTS = "agreements"
GATE_PASSWORD = "password"
NEXT = "next_after_gates"
AGREED_UP_TO = "agreed_up_to"  # number of the newest agreement when this session was last known to have accepted all

BACKEND = "xingtan.people.accounts.backends.SignInNameBackend"


class TryKind(models.TextChoices):
    """What strangers may try only so often from one address."""

    ACTIVATE = "activate", _("激活")
    JOIN = "join", _("班级码登记")
    FORGOTTEN = "forgotten", _("找回密码")
    PHONE_CODE = "phone_code", _("短信验证码")
    NAME = "name", _("核对姓名")


@dataclass(frozen=True, kw_only=True)
class Limit:
    tries: int
    minutes: int


# A school shares one address: a whole class may activate in one lesson, so the counts are generous.
LIMITS: dict[str, Limit] = {
    TryKind.ACTIVATE: Limit(tries=120, minutes=60),
    TryKind.JOIN: Limit(tries=60, minutes=60),
    TryKind.FORGOTTEN: Limit(tries=30, minutes=60),
    TryKind.PHONE_CODE: Limit(tries=120, minutes=60),
    TryKind.NAME: Limit(tries=8, minutes=60),  # for one pupil's name in one class, or one phone, from wherever
}


class Purpose(models.TextChoices):
    """What a code sent to a phone is good for. A code for one purpose opens nothing else."""

    JOIN = "guardian", _("家长登记")
    SIGN_IN = "sign_in", _("登录")
    NEW_PHONE = "phone", _("更换手机号")


PROVED_MINUTES = 20  # how long a proved phone counts while somebody goes on with the form

PHONE_CODE_TRIES = 5


class Outcome(models.TextChoices):
    """How a request for help with a password ended."""

    WAITING = "waiting", _("待处理")
    RESET = "reset", _("已重置")
    DISMISSED = "dismissed", _("未处理，已核实不是本人")


@dataclass(frozen=True, kw_only=True)
class DemoAccount:
    """One line of the demonstration accounts on the sign-in page."""

    role: Any
    name: str
    username: str
    password: str
    organisation: str


AGREEMENT_VERSION = "2025-09"
AGREEMENT_PUBLISHED_AT = "2025-09-01T00:00:00+08:00"

# Actions as the journal names them.
AUDIT_SIGNED_IN = "account.signed_in"
AUDIT_SIGN_IN_FAILED = "account.sign_in_failed"
AUDIT_SIGNED_OUT = "account.signed_out"
AUDIT_ACTIVATED = "account.activated"
AUDIT_SLIPS_ISSUED = "account.slips_issued"
AUDIT_RESET = "account.password_reset"
AUDIT_LOCKED = "account.locked"
AUDIT_UNLOCKED = "account.unlocked"
AUDIT_PHONE_CHANGED = "person.phone_changed"
AUDIT_ASKED = "guardianship.requested"
AUDIT_AMENDED = "guardianship.amended"
AUDIT_WITHDRAWN = "guardianship.withdrawn"
AUDIT_PASSWORD_CHANGED = "account.password_changed"
AUDIT_EXPORTED_OWN = "person.exported_own_data"
AUDIT_CONFIRMED = "person.confirmed_data"
AUDIT_GRANTED = "grant.given"
AUDIT_GRANT_ENDED = "grant.ended"
AUDIT_POWER_OPENED = "grant.staff_power_opened"
AUDIT_POWER_USED = "grant.staff_power_used"
AUDIT_APP_SWITCHED = "organisation.application_switched"
AUDIT_AGREEMENT_PUBLISHED = "agreement.published"
AUDIT_SETUP = "organisation.first_run"

AVATAR_HOLDER = "person_avatar"

# Neither the right to grant nor the journal is lent for hours: that would undo the separation of the three.
NEVER_A_POWER = frozenset(("access.grant", "audit.view"))

# What most county bureaus call their divisions; the wizard offers them to be edited.
USUAL_DIVISIONS = (
    _("办公室"),
    _("组织人事科"),
    _("计划财务科"),
    _("基础教育科"),
    _("职业教育与成人教育科"),
    _("教师工作科"),
    _("教育督导室"),
    _("安全稳定科"),
    _("体育卫生与艺术科"),
    _("电化教育中心"),
    _("教研室"),
    _("招生考试中心"),
    _("学生资助管理中心"),
)
