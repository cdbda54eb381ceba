from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class SearchConfig(XingtanAppConfig):
    name = "xingtan.kernel.search"
    label = "search"
    verbose_name = _("搜索")
