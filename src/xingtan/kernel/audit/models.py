"""Entries of the journal and the blocks that seal them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.audit.data import Result
from xingtan.kernel.audit.querysets import AuditEntryQuerySet


class AuditEntry(models.Model):
    """One act or one reading. The table is partitioned by month; triggers refuse changes other than sealing.

    In the database the primary key is (at, id): PostgreSQL wants the partition key in it.
    """

    at = models.DateTimeField(_("时间"), db_default=Now())
    account_id = models.BigIntegerField(_("账号"), null=True)
    person_id = models.BigIntegerField(_("操作人"), null=True)
    posting_id = models.BigIntegerField(_("任职"), null=True)
    actor_name = models.CharField(_("系统操作者"), max_length=100, blank=True, default="")
    action = models.CharField(_("操作"), max_length=80)
    object_kind = models.CharField(_("对象类型"), max_length=60)
    object_id = models.CharField(_("对象编号"), max_length=100, blank=True, default="")
    organisation_path = models.CharField(_("所属路径"), max_length=200, default="/")
    result = models.CharField(_("结果"), max_length=10, choices=Result.choices, default=Result.OK)
    rows = models.BigIntegerField(_("涉及行数"), null=True)
    detail = models.JSONField(_("细节"), default=dict)
    address = models.CharField(_("来源地址"), max_length=64, blank=True, default="")
    port = models.IntegerField(_("来源端口"), null=True)
    user_agent = models.CharField(_("浏览器"), max_length=300, blank=True, default="")
    quote = models.CharField(_("请求编号"), max_length=20, blank=True, default="")
    block_id = models.BigIntegerField(_("封存块"), null=True, editable=False)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("审计记录")
        ordering = ("-at", "-id")

    @property
    def is_sealed(self) -> bool:
        return self.block_id is not None


class AuditBlock(models.Model):
    """A seal over some entries of one month, chained to the block before.

    `marks` holds 16 bytes for each entry, its id and the first half of its hash, so that a break can be named.
    """

    number = models.BigIntegerField(_("块号"), primary_key=True)
    sealed_at = models.DateTimeField(_("封存时间"))
    first_at = models.DateTimeField(_("最早记录"))
    last_at = models.DateTimeField(_("最晚记录"))
    entries = models.IntegerField(_("记录数"))
    marks = models.BinaryField(_("记录指纹"))
    digest = models.CharField(_("内容指纹"), max_length=64)
    previous = models.CharField(_("前一块"), max_length=64)
    hash = models.CharField(_("块指纹"), max_length=64)
    retired_at = models.DateTimeField(_("到期清理时间"), null=True)

    class Meta:
        verbose_name = _("审计封存块")
        ordering = ("number",)
