"""Django app of the tasks room."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class TasksConfig(XingtanAppConfig):
    name = "xingtan.kernel.tasks"
    label = "tasks"
    verbose_name = _("后台作业")
