"""Registry: organisations, terms, classes, pupils and guardians as clerks see them."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class RegistryConfig(XingtanAppConfig):
    name = "xingtan.apps.registry"
    label = "registry"
    verbose_name = _("学籍")
