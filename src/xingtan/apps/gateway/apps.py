"""Gateway: signing in, own account, who may do what, audit."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class GatewayConfig(XingtanAppConfig):
    name = "xingtan.apps.gateway"
    label = "gateway"
    verbose_name = _("登录与权限")
