"""Received sets: files, rows, what was found in them, and what undoing needs."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from xingtan.apps.exchange.data import Difference, Level, Outcome, SetState
from xingtan.apps.exchange.models.held import Layout
from xingtan.apps.exchange.models.partners import Partner
from xingtan.apps.exchange.querysets import OfPartnerQuerySet, OfSetQuerySet


class ReceivedSet(models.Model):
    """One upload of a partner, from arrival to undo. `counts`: file -> difference -> rows; `summary` after applying."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="sets", verbose_name=_("对接系统"))
    name = models.CharField(_("文件名"), max_length=120)
    state = models.CharField(_("状态"), max_length=12, choices=SetState.choices, default=SetState.WAITING)
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("接收时间"))
    received_by_id = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    applied_at = models.DateTimeField(_("采用时间"), null=True)
    applied_by_id = models.BigIntegerField(null=True)
    accepts_losses = models.BooleanField(default=False)
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    objects = OfPartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("接收批次")
        ordering = ("-pk",)


class SetFile(models.Model):
    """One file of a set. `mode` is bulk or delta as the manifest says; `fault` when the file as a whole is unusable."""

    received_set = models.ForeignKey(ReceivedSet, models.CASCADE, related_name="files")
    file = models.CharField(_("文件"), max_length=40)
    layout = models.ForeignKey(Layout, models.PROTECT, related_name="+", null=True)
    position = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=8)
    rows = models.PositiveIntegerField(default=0)
    is_read = models.BooleanField(default=False)
    is_left_out = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("批次文件")
        ordering = ("position",)
        constraints = (models.UniqueConstraint(name="exchange_set_file_once", fields=("received_set", "file")),)


class SetRow(models.Model):
    """One row of a set, or (line empty) a held record that the bulk set no longer has."""

    received_set = models.ForeignKey(ReceivedSet, models.CASCADE, related_name="rows", verbose_name=_("批次"))
    file = models.CharField(_("文件"), max_length=40)
    line = models.PositiveIntegerField(_("行号"), null=True)
    order = models.PositiveSmallIntegerField(default=0)
    sourced_id = models.CharField("sourcedId", max_length=255)
    name = models.CharField(_("名称"), max_length=120, blank=True)
    cells = ArrayField(models.TextField())
    layout = models.ForeignKey(Layout, models.PROTECT, related_name="+")
    digest = models.BinaryField()
    is_gone = models.BooleanField(default=False)
    difference = models.CharField(_("变化"), max_length=10, choices=Difference.choices)
    is_mended = models.BooleanField(default=False)
    is_applied = models.BooleanField(default=False)
    is_new_person = models.BooleanField(default=False)  # the clerk said: nobody we know, whatever the name
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome.choices, blank=True)
    remark = models.CharField(_("说明"), max_length=300, blank=True)

    objects = OfSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("批次中的行")
        ordering = ("order", "line", "pk")
        indexes = (
            models.Index(name="exchange_row_key", fields=("received_set", "file", "sourced_id")),
            models.Index(name="exchange_row_order", fields=("received_set", "order", "line")),
        )


class Finding(models.Model):
    """Something found while reading: file, line, column, and the values its sentence needs."""

    received_set = models.ForeignKey(ReceivedSet, models.CASCADE, related_name="findings", verbose_name=_("批次"))
    row = models.ForeignKey(SetRow, models.CASCADE, related_name="findings", null=True)
    level = models.CharField(_("级别"), max_length=6, choices=Level.choices)
    code = models.CharField(max_length=30)
    file = models.CharField(_("文件"), max_length=120)
    line = models.PositiveIntegerField(_("行号"), null=True)
    column = models.CharField(_("列"), max_length=80, blank=True)
    values = models.JSONField(default=dict)

    objects = OfSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("读取发现")
        ordering = ("pk",)
        indexes = (models.Index(name="exchange_finding_level", fields=("received_set", "level")),)


class UndoStep(models.Model):
    """What one step of applying has to take back, newest first. `before` is None for what was not there."""

    received_set = models.ForeignKey(ReceivedSet, models.CASCADE, related_name="undo_steps")
    kind = models.CharField(max_length=20)
    file = models.CharField(max_length=40, blank=True)
    sourced_id = models.CharField(max_length=255, blank=True)
    object_id = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)

    class Meta:
        verbose_name = _("撤销记录")
        ordering = ("-pk",)
