from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class ImportsConfig(XingtanAppConfig):
    name = "xingtan.kernel.imports"
    label = "imports"
    verbose_name = _("导入")
