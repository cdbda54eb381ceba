"""Roles and permission codes of access."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.events.api import Event

VIEW = "access.view"
GRANT = "access.grant"


@dataclass(frozen=True, kw_only=True)
class Role:
    """A bundle of permissions. `reach` is the rung of the ladder on which postings of this role stand."""

    code: str
    label: Any
    reach: str  # bureau, district, school, grade, class, self
    is_staff: bool = False  # works for the bureau or a school
    is_guarded: bool = False  # one of the three that exclude each other


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(code="bureau_leader", label=_("教育局领导"), reach="bureau", is_staff=True),
        Role(code="bureau_staff", label=_("教育局工作人员"), reach="bureau", is_staff=True),
        Role(code="district_leader", label=_("学区负责人"), reach="district", is_staff=True),
        Role(code="principal", label=_("校长"), reach="school", is_staff=True),
        Role(code="school_cio", label=_("首席信息官"), reach="school", is_staff=True),
        Role(code="school_administrator", label=_("学校管理员"), reach="school", is_staff=True),
        Role(code="edtech_head", label=_("电教中心负责人"), reach="school", is_staff=True),
        Role(code="grade_leader", label=_("年级组长"), reach="grade", is_staff=True),
        Role(code="homeroom_teacher", label=_("班主任"), reach="class", is_staff=True),
        Role(code="teacher", label=_("教师"), reach="school", is_staff=True),
        Role(code="staff", label=_("职工"), reach="school", is_staff=True),
        Role(code="student", label=_("学生"), reach="self"),
        Role(code="guardian", label=_("监护人"), reach="self"),
        Role(code="citizen", label=_("市民"), reach="self"),
        Role(code="system_administrator", label=_("系统管理员"), reach="bureau", is_staff=True, is_guarded=True),
        Role(code="security_administrator", label=_("安全管理员"), reach="bureau", is_staff=True, is_guarded=True),
        Role(code="audit_administrator", label=_("审计管理员"), reach="bureau", is_staff=True, is_guarded=True),
    )
}

GUARDED_ROLES = frozenset(code for code, role in ROLES.items() if role.is_guarded)
STAFF_ROLES = frozenset(code for code, role in ROLES.items() if role.is_staff)


class Source(models.TextChoices):
    """Why a grant is there."""

    POSTING = "posting", _("任职")
    DIRECT = "direct", _("授权")
    STAFF_POWER = "staff_power", _("限时特权")


@dataclass(frozen=True, kw_only=True)
class GrantChanged(Event):
    code: ClassVar[str] = "access.grant_changed"
    grant_id: int
    person_id: int
