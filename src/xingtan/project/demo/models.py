"""That this database holds the demonstration, and which."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DemoLoad(models.Model):
    """One row, written in the transaction that loaded everything else."""

    size = models.CharField(_("规模"), max_length=10)
    seed = models.BigIntegerField(_("随机种子"))
    loaded_on = models.DateField(_("装入日期"))
    loaded_at = models.DateTimeField(_("装入时间"))
    counts = models.JSONField(_("行数"), default=dict)

    class Meta:
        verbose_name = _("演示数据")
