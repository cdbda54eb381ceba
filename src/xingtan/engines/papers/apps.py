"""Papers: what is printed, numbered and sealed."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class PapersConfig(XingtanAppConfig):
    name = "xingtan.engines.papers"
    label = "papers"
    verbose_name = _("文印")
