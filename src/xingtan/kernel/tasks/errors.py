"""Refusals of the tasks room, and the two ways a running task is asked to stop."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, NotFound


class TaskRunNotFound(NotFound):
    code = "tasks.run_not_found"
    message = _("没有找到这项作业，或者您不能查看。")


class TaskRunIsOver(DomainError):
    code = "tasks.run_is_over"
    message = _("“%(label)s”已经结束，不能再取消。")


class TaskRunHasNotFailed(DomainError):
    code = "tasks.run_has_not_failed"
    message = _("“%(label)s”没有失败，不需要重做。")


class TaskCancelled(BaseException):
    """Raised inside a task whose owner cancelled it. Not an Exception, so that no task swallows it by accident."""


class TaskInterrupted(BaseException):
    """Raised inside a task when its worker stops; the task is queued again."""
