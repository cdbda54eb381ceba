"""The demonstration district as a Django app: it remembers what was loaded."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class DemoConfig(XingtanAppConfig):
    name = "xingtan.project.demo"
    label = "demo"
    verbose_name = _("演示区县")
