"""Django app of the i18n room: commands and a catalogue, no model."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class I18nConfig(XingtanAppConfig):
    name = "xingtan.kernel.i18n"
    label = "i18n"
    verbose_name = _("语言")
