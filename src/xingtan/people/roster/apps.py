"""Roster: years, terms, cohorts, classes, enrolments, guardianships."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class RosterConfig(XingtanAppConfig):
    name = "xingtan.people.roster"
    label = "roster"
    verbose_name = _("学籍花名册")
