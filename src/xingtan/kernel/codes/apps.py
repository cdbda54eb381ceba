from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class CodesConfig(XingtanAppConfig):
    name = "xingtan.kernel.codes"
    label = "codes"
    verbose_name = _("代码表")
