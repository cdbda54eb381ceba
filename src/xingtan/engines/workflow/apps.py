"""Django's entry for the workflow engine."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class WorkflowConfig(XingtanAppConfig):
    name = "xingtan.engines.workflow"
    label = "workflow"
    verbose_name = _("流程")
