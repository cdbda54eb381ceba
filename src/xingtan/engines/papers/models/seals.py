"""Seals, who keeps them, and each time one was pressed."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xingtan.engines.papers.data import MOST_COPIES, SealKind
from xingtan.engines.papers.models.papers import Paper
from xingtan.engines.papers.querysets import OfSealQuerySet, SealQuerySet


class Seal(models.Model):
    """A seal of an organisation. The picture, when there is one, comes out by pressing only."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    kind = models.CharField(_("种类"), max_length=10, choices=SealKind.choices)
    label = models.CharField(_("印文"), max_length=60)
    width_mm = models.PositiveSmallIntegerField(_("直径（毫米）"), default=42)
    file_link_id = models.BigIntegerField(null=True)
    kept_since = models.DateField(_("启用日期"))
    retired_on = models.DateField(_("停用日期"), null=True)
    retire_reason = models.CharField(_("停用原因"), max_length=120, blank=True)

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = _("印章")
        ordering = ("organisation__path", "kind", "pk")
        constraints = (
            models.UniqueConstraint(
                name="seal_label_once", fields=("organisation", "kind", "label"), condition=Q(retired_on__isnull=True)
            ),
            models.CheckConstraint(name="seal_width", condition=Q(width_mm__gte=10, width_mm__lte=60)),
            models.CheckConstraint(
                name="seal_dates", condition=Q(retired_on__isnull=True) | Q(retired_on__gte=F("kept_since"))
            ),
        )


class SealKeeper(models.Model):
    """Who keeps a seal (监印人) from a day to a day."""

    seal = models.ForeignKey(Seal, models.CASCADE, related_name="keepers")
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+", verbose_name=_("监印人"))
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True)

    objects = OfSealQuerySet.as_manager()

    class Meta:
        verbose_name = _("监印人")
        ordering = ("-starts_on", "-pk")
        constraints = (
            models.UniqueConstraint(name="seal_keeper_one_open", fields=("seal",), condition=Q(ends_on__isnull=True)),
            models.CheckConstraint(
                name="seal_keeper_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
        )
        indexes = (models.Index(name="seal_keeper_by_person", fields=("person",)),)


class SealUse(models.Model):
    """One pressing. Never changed, never removed: the database refuses both."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="uses", verbose_name=_("印章"))
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="seal_uses")
    title = models.CharField(_("用印文件"), max_length=200)
    copies = models.PositiveIntegerField(_("份数"))
    reason = models.CharField(_("事由"), max_length=200)
    asked_by = models.ForeignKey("persons.Person", models.PROTECT, related_name="+", verbose_name=_("申请人"))
    pressed_by = models.ForeignKey("persons.Person", models.PROTECT, related_name="+", verbose_name=_("监印人"))
    at = models.DateTimeField(_("用印时间"))

    objects = OfSealQuerySet.as_manager()

    class Meta:
        verbose_name = _("用印记录")
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(name="seal_use_copies", condition=Q(copies__gte=1, copies__lte=MOST_COPIES)),
        )
        indexes = (models.Index(name="seal_use_by_time", fields=("seal", "-at", "-id")),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)
