"""Rows of events and of what became of each at each listener."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class EventRow(models.Model):
    """One event. Its change and this row were committed together. `delivered_at` closes it for good."""

    code = models.CharField(_("事件"), max_length=80)
    subject_key = models.CharField(_("对象"), max_length=120)
    payload = models.JSONField(_("内容"), default=dict)
    published_at = models.DateTimeField(_("发生时间"), db_default=Now(), editable=False)
    delivered_at = models.DateTimeField(_("投递完成时间"), null=True, editable=False)
    retry_at = models.DateTimeField(_("下次尝试时间"), null=True, editable=False)

    class Meta:
        verbose_name = _("事件")
        ordering = ("pk",)
        indexes = (
            models.Index(name="events_waiting", fields=("subject_key", "id"), condition=Q(delivered_at__isnull=True)),
            models.Index(name="events_delivered", fields=("delivered_at",), condition=Q(delivered_at__isnull=False)),
        )


class Delivery(models.Model):
    """What became of one event at one listener. `is_poisoned`: it failed too often and was set aside."""

    event = models.ForeignKey(EventRow, models.CASCADE, related_name="deliveries", verbose_name=_("事件"))
    listener = models.CharField(_("接收者"), max_length=200)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    done_at = models.DateTimeField(_("完成时间"), null=True)
    error = models.TextField(_("错误"), blank=True, default="")
    is_poisoned = models.BooleanField(_("已搁置"), default=False)

    class Meta:
        verbose_name = _("投递")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(name="events_delivered_once", fields=("event", "listener")),
            models.CheckConstraint(
                name="events_poisoned_is_not_done", condition=Q(done_at__isnull=True) | Q(is_poisoned=False)
            ),
        )
        indexes = (models.Index(name="events_poisoned", fields=("event",), condition=Q(is_poisoned=True)),)
