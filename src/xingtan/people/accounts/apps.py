"""Accounts: how a person signs in."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class AccountsConfig(XingtanAppConfig):
    name = "xingtan.people.accounts"
    label = "accounts"
    verbose_name = _("账号")
