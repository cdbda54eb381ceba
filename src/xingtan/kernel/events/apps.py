"""Django app of the events room."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class EventsConfig(XingtanAppConfig):
    name = "xingtan.kernel.events"
    label = "events"
    verbose_name = _("事件")
