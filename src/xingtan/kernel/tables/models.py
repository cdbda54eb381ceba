"""What was done to many rows at once, so that it can be taken back; and the views of lists that people keep."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

UNDO_HOURS = 24
NAME_LENGTH = 20


class BulkRun(models.Model):
    """One bulk act. `undone_at` is set once and for all; `payload` is what its undo handler needs."""

    account_id = models.BigIntegerField(_("操作账号"), null=True)
    actor_name = models.CharField(_("操作人"), max_length=80, blank=True)
    table_code = models.CharField(_("列表"), max_length=60)
    act_code = models.CharField(_("操作"), max_length=80)
    act_label = models.CharField(_("操作名称"), max_length=80)
    row_count = models.PositiveIntegerField(_("处理行数"))
    undo_code = models.CharField(_("撤销方法"), max_length=80, blank=True)
    payload = models.JSONField(_("撤销所需"), default=dict)
    run_at = models.DateTimeField(_("操作时间"))
    undone_at = models.DateTimeField(_("撤销时间"), null=True, editable=False)
    undone_count = models.PositiveIntegerField(_("撤销行数"), null=True, editable=False)

    class Meta:
        verbose_name = _("批量操作")
        ordering = ("-run_at", "-pk")
        indexes = (models.Index(name="bulkrun_by_account", fields=("account_id", "-run_at")),)
        constraints = (
            models.CheckConstraint(
                name="bulkrun_undone_with_count",
                condition=models.Q(undone_at__isnull=True, undone_count__isnull=True)
                | models.Q(undone_at__isnull=False, undone_count__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.act_label} × {self.row_count}"

    @property
    def undo_until(self) -> datetime:
        return self.run_at + timedelta(hours=UNDO_HOURS)

    def may_be_undone(self, now: datetime) -> bool:
        return bool(self.undo_code) and self.undone_at is None and now <= self.undo_until


class OwnView(models.Model):
    """A list as one account likes to see it: conditions, order and columns, under a name, beside the list's tabs."""

    account_id = models.BigIntegerField(_("账号"))
    table_code = models.CharField(_("列表"), max_length=60)
    list_title = models.CharField(_("列表名称"), max_length=60)
    address = models.CharField(_("地址"), max_length=200)
    name = models.CharField(_("名称"), max_length=NAME_LENGTH)
    query = models.TextField(_("条件"))
    kept_at = models.DateTimeField(_("存下时间"))

    class Meta:
        verbose_name = _("常用视图")
        ordering = ("table_code", "kept_at", "pk")
        constraints = (models.UniqueConstraint(name="own_view_name_once", fields=("account_id", "table_code", "name")),)

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return f"{self.address}?{self.query}"
