"""Staffing: the people who work for the bureau and its schools."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class StaffingConfig(XingtanAppConfig):
    name = "xingtan.apps.staffing"
    label = "staffing"
    verbose_name = _("人事")
