"""What guardians tell the school about custody."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.data import CustodyOutcome, CustodyReason
from xingtan.apps.registry.querysets import CustodyRequestQuerySet


class CustodyRequest(models.Model):
    """A guardian tells the school that custody has changed; the school looks at the papers and acts on it."""

    guardianship = models.ForeignKey(
        "roster.Guardianship", models.PROTECT, related_name="+", verbose_name=_("监护关系")
    )
    asked_by = models.ForeignKey("persons.Person", models.PROTECT, related_name="+", verbose_name=_("申请人"))
    reason = models.CharField(_("事由"), max_length=12, choices=CustodyReason.choices)
    effective_on = models.DateField(_("生效日期"))
    statement = models.CharField(_("说明"), max_length=300)
    asked_at = models.DateTimeField(_("申请时间"))
    scope_path = models.CharField(max_length=240, editable=False)
    outcome = models.CharField(_("结果"), max_length=10, choices=CustodyOutcome.choices, default=CustodyOutcome.WAITING)
    decided_at = models.DateTimeField(_("处理时间"), null=True, editable=False)
    decided_by = models.ForeignKey("persons.Person", models.PROTECT, null=True, related_name="+", editable=False)
    note = models.CharField(_("答复"), max_length=200, blank=True)

    objects = CustodyRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("监护变更申请")
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                name="custody_request_waiting_once", fields=("guardianship",), condition=Q(outcome="waiting")
            ),
        )
        indexes = (
            models.Index(
                name="custody_request_scope",
                fields=("scope_path",),
                opclasses=("varchar_pattern_ops",),
                condition=Q(outcome="waiting"),
            ),
        )
