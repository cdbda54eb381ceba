"""Django app of the notices room."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class NoticesConfig(XingtanAppConfig):
    name = "xingtan.kernel.notices"
    label = "notices"
    verbose_name = _("通知")
