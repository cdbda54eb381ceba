"""The index. One row for one object; everything a query needs is in `tokens`."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchEntry(models.Model):
    """What the index knows of one object. Words, source and scope are lexemes of the same `tokens`,
    so that one index answers "these words, among what this actor may find"."""

    source = models.CharField(_("来源"), max_length=60)
    object_id = models.BigIntegerField(_("对象"))
    title = models.CharField(_("标题"), max_length=300)
    text = models.TextField(_("正文"), blank=True)
    url = models.CharField(_("地址"), max_length=300, blank=True)
    scope_paths = ArrayField(models.CharField(max_length=300), verbose_name=_("范围"), default=list)
    tokens = SearchVectorField(_("词"))
    updated_at = models.DateTimeField(_("更新时间"))

    class Meta:
        verbose_name = _("索引条目")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(name="searchentry_once", fields=("source", "object_id")),)
        indexes = (GinIndex(name="searchentry_tokens", fields=("tokens",)),)

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A Chinese word met while indexing, and how often. Queries are cut into these words without a dictionary."""

    word = models.CharField(_("词"), max_length=20, primary_key=True)
    frequency = models.PositiveIntegerField(_("次数"))

    class Meta:
        verbose_name = _("词")

    def __str__(self) -> str:
        return self.word
