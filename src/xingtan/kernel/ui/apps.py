from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class UiConfig(XingtanAppConfig):
    name = "xingtan.kernel.ui"
    label = "ui"
    verbose_name = _("界面")
