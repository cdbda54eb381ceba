"""Pairs of pupils who look like one: what somebody decided about them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DifferentPair(models.Model):
    """Two pupils who are alike and not the same. They are not asked about again."""

    first = models.ForeignKey("persons.Person", models.CASCADE, related_name="+")
    second = models.ForeignKey("persons.Person", models.CASCADE, related_name="+")
    note = models.CharField(_("依据"), max_length=120)
    decided_by = models.ForeignKey("persons.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("判定时间"))

    class Meta:
        verbose_name = _("判定不是同一人")
        constraints = (
            models.UniqueConstraint(name="different_pair_once", fields=("first", "second")),
            models.CheckConstraint(name="different_pair_in_order", condition=Q(first__lt=F("second"))),
        )
