"""What the workflow engine offers the shell."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xingtan.engines.workflow import data
from xingtan.engines.workflow.selectors import lists
from xingtan.engines.workflow.services import look_after_left
from xingtan.kernel.registry import Manifest, NoticeKind, Permission, Schedule, TodoSource

OFFICES = ("school_administrator", "bureau_staff")


def hand_over_of_left() -> int:
    """What waits for people who have left goes to the administrators."""
    return look_after_left(now=timezone.now())


MANIFEST = Manifest(
    permissions=(
        Permission(code=data.VIEW_FLOWS, label=_("查看流程"), roles=(*OFFICES, "principal", "bureau_leader")),
        Permission(code=data.DESIGN, label=_("设计流程"), roles=OFFICES),
        Permission(code=data.HAND_OVER, label=_("移交他人待办"), roles=OFFICES),
    ),
    notices=(
        NoticeKind(code="workflow.todo", label=_("等您办理")),
        NoticeKind(code="workflow.circulated", label=_("请您阅看")),
        NoticeKind(code="workflow.ended", label=_("您发起的事项有结果")),
        NoticeKind(code="workflow.reminded", label=_("催办")),
        NoticeKind(code="workflow.delegated", label=_("有人委托您代办")),
    ),
    todos=(TodoSource(code="workflow.waiting", label=_("等您办理"), load=lists.waiting_for_me),),
    schedules=(
        Schedule(code="workflow.left", label=_("移交离岗人员的待办"), cron="20 2 * * *", run=hand_over_of_left),
    ),
)
