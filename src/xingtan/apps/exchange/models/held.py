"""What is held of a partner: its records as they were written, and what of ours they stand for."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from xingtan.apps.exchange.data import How, Target
from xingtan.apps.exchange.models.partners import Partner
from xingtan.apps.exchange.querysets import OfPartnerQuerySet


class Layout(models.Model):
    """How one file of a partner is written: head, columns as we read them, encoding, line ends.

    `header` is the head as it stands; `columns` gives for each place the column of the format it was read as, "" for
    a column nobody knows.
    """

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    file = models.CharField(_("文件"), max_length=40)
    read_as = models.CharField(_("按何种文件阅读"), max_length=40)
    member = models.CharField(_("原文件名"), max_length=120)
    header = ArrayField(models.TextField())
    columns = ArrayField(models.CharField(max_length=80))
    encoding = models.CharField(max_length=10)
    has_bom = models.BooleanField(default=False)
    newline = models.CharField(max_length=2)
    ends_with_newline = models.BooleanField(default=True)
    date_order = models.CharField(max_length=5, blank=True)  # "day" or "month" first, where dates have slashes
    digest = models.BinaryField()

    class Meta:
        verbose_name = _("文件格式")
        constraints = (models.UniqueConstraint(name="exchange_layout_once", fields=("partner", "digest")),)


class HeldFile(models.Model):
    """The layout in which a file of the partner last came, and its place in the set."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="held_files")
    file = models.CharField(_("文件"), max_length=40)
    layout = models.ForeignKey(Layout, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("已收文件")
        ordering = ("position",)
        constraints = (models.UniqueConstraint(name="exchange_held_file_once", fields=("partner", "file")),)


class HeldRecord(models.Model):
    """One record of a partner, cells in order as they were written; what must not lie open is sealed."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="records")
    file = models.CharField(_("文件"), max_length=40)
    sourced_id = models.CharField("sourcedId", max_length=255)
    position = models.PositiveIntegerField()
    cells = ArrayField(models.TextField())
    layout = models.ForeignKey(Layout, models.PROTECT, related_name="+")
    digest = models.BinaryField()
    is_gone = models.BooleanField(_("标记删除"), default=False)

    objects = OfPartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("已收记录")
        constraints = (models.UniqueConstraint(name="exchange_record_once", fields=("partner", "file", "sourced_id")),)


class Link(models.Model):
    """That a partner's record stands for something of ours. `is_written`: it came into our register through a set."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="links")
    file = models.CharField(_("文件"), max_length=40)
    sourced_id = models.CharField("sourcedId", max_length=255)
    target = models.CharField(_("对应"), max_length=20, choices=Target.choices)
    target_id = models.BigIntegerField()
    how = models.CharField(_("依据"), max_length=10, choices=How.choices)
    is_written = models.BooleanField(default=False)
    made_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    objects = OfPartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("对应关系")
        constraints = (models.UniqueConstraint(name="exchange_link_once", fields=("partner", "file", "sourced_id")),)
        indexes = (models.Index(name="exchange_link_target", fields=("target", "target_id")),)
