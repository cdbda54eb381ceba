"""Exchange: rosters received from and delivered to other systems."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class ExchangeConfig(XingtanAppConfig):
    name = "xingtan.apps.exchange"
    label = "exchange"
    verbose_name = _("数据交换")
