"""Permission codes, states and events of the workflow engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.events.api import Event

VIEW_FLOWS = "workflow.view_flows"
DESIGN = "workflow.design"
HAND_OVER = "workflow.hand_over"
TAKE_PART = "workflow.take_part"  # held by whoever has the step, never by a role

START = "start"  # the step of whoever starts a case; every route begins with it
REMIND_AFTER = timedelta(hours=4)  # between two reminders of one case
MOST_PEOPLE = 50  # added, circulated to, or chosen at once
MOST_STEPS = 30
LONGEST_OPINION = 500


class CaseState(models.TextChoices):
    RUNNING = "running", _("办理中")
    FINISHED = "finished", _("已办结")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤销")


class SlotKind(models.TextChoices):
    """Why somebody has a part in a step."""

    MAIN = "main", _("办理")
    BEFORE = "before", _("前加签")
    AFTER = "after", _("后加签")
    CIRCULATED = "circulated", _("传阅")


class SlotState(models.TextChoices):
    WAITING = "waiting", _("等待")
    OPEN = "open", _("待办")
    DONE = "done", _("已办")
    RETURNED = "returned", _("已退回")
    RECALLED = "recalled", _("被取回")
    HANDED_OVER = "handed_over", _("已转交")
    DROPPED = "dropped", _("无需办理")


class ActKind(models.TextChoices):
    START = "start", _("发起")
    AGREE = "agree", _("同意")
    RETURN = "return", _("退回")
    REFUSE = "refuse", _("不同意")
    ADD_SIGN = "add_sign", _("加签")
    HAND_OVER = "hand_over", _("转办")
    RECALL = "recall", _("取回")
    WITHDRAW = "withdraw", _("撤销")
    CIRCULATE = "circulate", _("传阅")
    READ = "read", _("已阅")
    REMIND = "remind", _("催办")
    REASSIGN = "reassign", _("移交")


PENDING = (SlotState.WAITING, SlotState.OPEN)
MOVING = tuple(  # acts that change who has it; the others leave the case where it stands
    kind for kind in ActKind if kind not in (ActKind.CIRCULATE, ActKind.READ, ActKind.REMIND)
)


class Mode(models.TextChoices):
    """How several people share one step."""

    ANY = "any", _("任一人办理即可")
    ALL = "all", _("所有人会签")
    TURN = "turn", _("依次办理")


class WhoKind(models.TextChoices):
    ROLE = "role", _("某个角色")
    TITLE = "title", _("某个职务")
    STARTER = "starter", _("发起人本人")
    HEAD = "head", _("发起人的部门负责人")
    PEOPLE = "people", _("指定的人")
    CHOSEN = "chosen", _("由上一步的人选定")


class At(models.TextChoices):
    OWN = "own", _("本单位")
    PARENT = "parent", _("上级单位")
    BUREAU = "bureau", _("教育局")


# Whose title on the door says that they lead a department; a deputy only when nobody else does.
HEAD_TITLES = ("主任", "科长", "处长", "股长", "组长", "部长", "负责人", "书记")
DEPUTY_MARK = "副"
# Who takes over a step that nobody can take: the first posting of the first role that somebody holds.
FALLBACK_ROLES = ("school_administrator", "principal")
FALLBACK_ROLES_AT_BUREAU = ("school_administrator", "bureau_staff", "bureau_leader")


@dataclass(frozen=True, kw_only=True)
class CaseEnded(Event):
    """A case was finished, refused or withdrawn."""

    code: ClassVar[str] = "workflow.case_ended"
    case_id: int
