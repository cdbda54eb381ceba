"""Postings: who does what where, from when to when."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class PostingsConfig(XingtanAppConfig):
    name = "xingtan.people.postings"
    label = "postings"
    verbose_name = _("任职")
