"""Deliveries to partners, and what each partner has been told so far."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from xingtan.apps.exchange.data import DeliveryMode, DeliveryState
from xingtan.apps.exchange.models.partners import Partner
from xingtan.apps.exchange.querysets import OfPartnerQuerySet


class Delivery(models.Model):
    """One set made for a partner: everything in scope, or what changed since the last one."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="deliveries", verbose_name=_("对接系统"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("交付范围")
    )
    mode = models.CharField(_("方式"), max_length=5, choices=DeliveryMode.choices)
    state = models.CharField(_("状态"), max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    on = models.DateField(_("数据日期"))
    asked_at = models.DateTimeField(_("提交时间"))
    asked_by_id = models.BigIntegerField(null=True)
    released = ArrayField(models.CharField(max_length=20), default=list)
    counts = models.JSONField(default=dict)
    made_at = models.DateTimeField(_("生成时间"), null=True)
    file_link_id = models.BigIntegerField(null=True)

    objects = OfPartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("交付")
        ordering = ("-pk",)


class DeliveryRow(models.Model):
    """A row of a delivery being made; gone when it is ready."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="rows")
    file = models.CharField(max_length=40)
    sourced_id = models.CharField(max_length=255)
    cells = ArrayField(models.TextField())
    digest = models.BinaryField()

    class Meta:
        verbose_name = _("交付中的行")
        indexes = (models.Index(name="exchange_delivery_row_key", fields=("delivery", "file", "sourced_id")),)


class DeliveredRecord(models.Model):
    """What a partner was last told about one record; sensitive cells are sealed."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="delivered")
    file = models.CharField(max_length=40)
    sourced_id = models.CharField(max_length=255)
    cells = ArrayField(models.TextField())
    digest = models.BinaryField()

    class Meta:
        verbose_name = _("已交付记录")
        constraints = (
            models.UniqueConstraint(name="exchange_delivered_once", fields=("partner", "file", "sourced_id")),
        )
