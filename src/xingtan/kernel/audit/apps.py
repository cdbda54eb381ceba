"""Django app of the audit room."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class AuditConfig(XingtanAppConfig):
    name = "xingtan.kernel.audit"
    label = "audit"
    verbose_name = _("审计")
