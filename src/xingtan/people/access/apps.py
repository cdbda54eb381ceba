"""Access: roles, grants and the actor built from them."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class AccessConfig(XingtanAppConfig):
    name = "xingtan.people.access"
    label = "access"
    verbose_name = _("权限")
