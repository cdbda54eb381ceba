"""Persons: natural people for life, their documents and names."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class PersonsConfig(XingtanAppConfig):
    name = "xingtan.people.persons"
    label = "persons"
    verbose_name = _("人")
