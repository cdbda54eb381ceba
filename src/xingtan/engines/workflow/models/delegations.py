"""Delegations: somebody does another's part for a time."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xingtan.engines.workflow.querysets import DelegationQuerySet


class Delegation(models.Model):
    """`deputy` may do what waits for `giver`, both days included. `kinds` empty: of every kind."""

    giver = models.ForeignKey("persons.Person", models.PROTECT, related_name="+", verbose_name=_("委托人"))
    deputy = models.ForeignKey("persons.Person", models.PROTECT, related_name="+", verbose_name=_("受托人"))
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"))
    kinds = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    given_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("委托")
        ordering = ("-starts_on", "-pk")
        constraints = (
            models.CheckConstraint(name="workflow_delegation_dates", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="workflow_delegation_to_another", condition=~Q(giver=F("deputy"))),
        )
        indexes = (models.Index(name="workflow_deputy", fields=("deputy", "ends_on")),)
