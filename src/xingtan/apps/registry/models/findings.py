"""Findings: facts of the register that are missing or contradict each other."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.data import FINDING_KINDS, FindingKind
from xingtan.apps.registry.querysets import FindingQuerySet


class Finding(models.Model):
    """One thing to mend, about a pupil, a class or a school. It resolves by being mended, never by hand."""

    kind = models.CharField(_("问题"), max_length=40)
    subject_key = models.CharField(max_length=40, editable=False)
    person = models.ForeignKey("persons.Person", models.CASCADE, null=True, related_name="+", verbose_name=_("学生"))
    class_group = models.ForeignKey(
        "roster.ClassGroup", models.CASCADE, null=True, related_name="+", verbose_name=_("班级")
    )
    organisation = models.ForeignKey("organisations.Organisation", models.CASCADE, related_name="+")
    scope_path = models.CharField(max_length=240, editable=False)
    facts = models.JSONField(default=dict, editable=False)
    found_on = models.DateField(_("发现日期"))
    resolved_at = models.DateTimeField(_("消除时间"), null=True, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("待核问题")
        ordering = ("found_on", "pk")
        constraints = (
            models.UniqueConstraint(
                name="finding_open_once", fields=("kind", "subject_key"), condition=Q(resolved_at__isnull=True)
            ),
        )
        indexes = (
            models.Index(
                name="finding_open_scope",
                fields=("scope_path",),
                opclasses=("varchar_pattern_ops",),
                condition=Q(resolved_at__isnull=True),
            ),
            models.Index(name="finding_open_person", fields=("person",), condition=Q(resolved_at__isnull=True)),
        )

    @property
    def definition(self) -> FindingKind:
        return FINDING_KINDS[self.kind]

    @property
    def label(self) -> Any:
        return self.definition.label

    @property
    def sentence(self) -> str:
        """What is wrong, in the reader's language."""
        return str(self.definition.sentence) % self.facts
