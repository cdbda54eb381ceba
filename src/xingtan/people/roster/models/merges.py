"""Two records of one pupil made one: which rows went over, so that it can be taken back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PersonMerge(models.Model):
    """`moved` lists the rows that went from `merged` to `kept`, by table; taking it back moves them again."""

    kept = models.ForeignKey("persons.Person", models.PROTECT, related_name="merges", verbose_name=_("保留"))
    merged = models.ForeignKey("persons.Person", models.PROTECT, related_name="merged_into", verbose_name=_("并入"))
    moved = models.JSONField(default=dict, editable=False)
    note = models.CharField(_("依据"), max_length=120)
    done_by = models.ForeignKey("persons.Person", models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(_("合并时间"))
    undone_by = models.ForeignKey("persons.Person", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        verbose_name = _("合并重复档案")
        ordering = ("-done_at", "-pk")
        constraints = (
            models.UniqueConstraint(name="merged_once", fields=("merged",), condition=Q(undone_at__isnull=True)),
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("merged"))),
        )
