"""Grants: who holds which role, or one timed power, on which part of the tree, since when and by whom."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xingtan.people.access.data import ROLES, Source
from xingtan.people.access.querysets import GrantQuerySet


class Grant(models.Model):
    """A role on a subtree or a grouping, from day to day (both included). Never deleted: it ends.

    The scope is kept as text because cohorts and classes, which lie further up the house, extend the path.
    """

    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="grants")
    role = models.CharField(_("角色"), max_length=30, blank=True)
    permission = models.CharField(_("单项权限"), max_length=60, blank=True)
    scope_path = models.CharField(_("范围"), max_length=240, blank=True)
    grouping = models.ForeignKey(
        "organisations.Grouping", models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("学区")
    )
    source = models.CharField(_("来源"), max_length=20, choices=Source.choices)
    posting_id = models.BigIntegerField(null=True, editable=False, db_index=True)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    expires_at = models.DateTimeField(_("失效时间"), null=True, blank=True)
    granted_by = models.ForeignKey(
        "persons.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("授权人")
    )
    reason = models.CharField(_("事由"), max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("授权")
        ordering = ("-starts_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="grant_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="grant_is_role_or_permission",
                condition=(~Q(role="") & Q(permission="")) | (Q(role="") & ~Q(permission="")),
            ),
            models.CheckConstraint(
                name="grant_has_one_scope",
                condition=(Q(grouping__isnull=True) & Q(scope_path__startswith="/"))
                | (Q(grouping__isnull=False) & Q(scope_path="")),
            ),
            models.CheckConstraint(
                name="grant_staff_power_is_timed",
                condition=~Q(source=Source.STAFF_POWER) | Q(expires_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=("person", "starts_on"), name="grant_person"),
            models.Index(fields=("scope_path",), name="grant_scope", opclasses=("varchar_pattern_ops",)),
        )

    @property
    def role_label(self) -> object:
        return ROLES[self.role].label if self.role in ROLES else self.permission
