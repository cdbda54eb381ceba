"""Organisations: the tree of the region and the groupings beside it."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class OrganisationsConfig(XingtanAppConfig):
    name = "xingtan.people.organisations"
    label = "organisations"
    verbose_name = _("组织机构")
