"""Definitions as versioned data."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xingtan.engines.workflow.querysets import FlowQuerySet


class Flow(models.Model):
    """How one kind of subject moves: as shipped (`organisation_path` "") or as one bureau or school wants it."""

    code = models.CharField(_("种类"), max_length=60)
    label = models.CharField(_("名称"), max_length=40)
    organisation_path = models.CharField(_("单位"), max_length=200, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)

    objects = FlowQuerySet.as_manager()

    class Meta:
        verbose_name = _("流程")
        ordering = ("code", "organisation_path")
        constraints = (models.UniqueConstraint(name="workflow_flow_once", fields=("code", "organisation_path")),)


class FlowVersion(models.Model):
    """One state of a flow. `published_at` closes it for ever; a draft has none, and a flow has at most one draft."""

    flow = models.ForeignKey(Flow, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版本"))
    steps = models.JSONField(_("步骤"), default=list)
    published_at = models.DateTimeField(_("发布时间"), null=True, editable=False)
    published_by = models.ForeignKey("persons.Person", models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = _("流程版本")
        ordering = ("flow_id", "-number")
        constraints = (
            models.UniqueConstraint(name="workflow_version_once", fields=("flow", "number")),
            models.UniqueConstraint(
                name="workflow_one_draft", fields=("flow",), condition=Q(published_at__isnull=True)
            ),
        )

    @property
    def is_published(self) -> bool:
        return self.published_at is not None
