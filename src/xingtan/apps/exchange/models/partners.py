"""Partners: the systems we receive rosters from and deliver rosters to."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xingtan.apps.exchange.querysets import PartnerQuerySet


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old))
class Partner(models.Model):
    """A named system of others. What it may change of ours, and what of ours may leave for it, is written here."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("所属单位")
    )
    name = models.CharField(_("系统名称"), max_length=60)
    vendor = models.CharField(_("建设单位"), max_length=80, blank=True)
    contact = models.CharField(_("联系人"), max_length=60, blank=True)
    writes_register = models.BooleanField(_("采用时登记到本区名册"), default=False)
    alarm_percent = models.PositiveSmallIntegerField(_("减少警戒线（%）"), default=10)
    released = ArrayField(models.CharField(max_length=20), verbose_name=_("可交付的个人信息"), default=list, blank=True)
    is_cleared_for_numbers = models.BooleanField(_("允许交付手机和学籍号"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("对接系统")
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(name="exchange_partner_named_once", fields=("organisation", "name")),
            models.CheckConstraint(name="exchange_alarm_percent", condition=Q(alarm_percent__range=(1, 100))),
        )

    def __str__(self) -> str:
        return self.name
