"""Placing the pupils of one cohort into classes (分班): drafted, confirmed as a whole, taken back as a whole."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.data import SiblingRule
from xingtan.apps.registry.querysets import PlacementQuerySet


class Placement(models.Model):
    """`places` maps each stay to its class to be, None while undecided; `became` is what confirming made of it."""

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    cohort = models.ForeignKey("roster.Cohort", models.PROTECT, related_name="+", verbose_name=_("级"))
    scope_path = models.CharField(max_length=240, editable=False)
    on = models.DateField(_("编入日期"))
    basis = models.CharField(_("事由"), max_length=80)
    class_ids = models.JSONField(default=list, editable=False)
    places = models.JSONField(default=dict, editable=False)
    became = models.JSONField(default=dict, editable=False)
    siblings = models.CharField(
        _("多胞胎和兄弟姐妹"), max_length=8, choices=SiblingRule.choices, default=SiblingRule.FREE
    )
    seed = models.CharField(_("随机种子"), max_length=40, blank=True)
    moved_by_hand = models.PositiveIntegerField(_("抽签后人工调整"), default=0)
    created_by = models.ForeignKey("persons.Person", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("起草时间"), auto_now_add=True)
    confirmed_by = models.ForeignKey("persons.Person", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    undone_by = models.ForeignKey("persons.Person", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("分班")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="placement_undone_after_confirmed",
                condition=Q(undone_at__isnull=True) | Q(confirmed_at__isnull=False),
            ),
        )
        indexes = (models.Index(name="placement_scope", fields=("scope_path",), opclasses=("varchar_pattern_ops",)),)

    @property
    def is_draft(self) -> bool:
        return self.confirmed_at is None

    @property
    def state(self) -> str:
        """draft, confirmed or undone."""
        if self.confirmed_at is None:
            return "draft"
        return "undone" if self.undone_at else "confirmed"

    @property
    def seats(self) -> dict[int, int | None]:
        """Stay -> class, with numbers for keys."""
        return {int(stay): class_id for stay, class_id in self.places.items()}

    @property
    def pupil_count(self) -> int:
        return len(self.places)

    @property
    def waiting_count(self) -> int:
        """How many are not decided yet."""
        return sum(class_id is None for class_id in self.places.values())
