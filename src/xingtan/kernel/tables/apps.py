from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class TablesConfig(XingtanAppConfig):
    name = "xingtan.kernel.tables"
    label = "tables"
    verbose_name = _("列表")
