"""Words of the tasks room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

VIEW = "tasks.view"
EXECUTE = "xingtan.execute"  # the one task procrastinate knows; ours are rows of TaskRun


class State(TextChoices):
    QUEUED = "queued", _("等待中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("没有完成")
    CANCELLED = "cancelled", _("已取消")


OVER = (State.DONE, State.FAILED, State.CANCELLED)
ALIVE = (State.QUEUED, State.RUNNING)
