"""Workbench: what must I do today."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class WorkbenchConfig(XingtanAppConfig):
    name = "xingtan.apps.workbench"
    label = "workbench"
    verbose_name = _("工作台")
