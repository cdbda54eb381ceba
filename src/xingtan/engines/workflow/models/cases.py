"""Cases, who has a part in them, and the log of what was done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xingtan.engines.workflow.data import PENDING, START, ActKind, CaseState, SlotKind, SlotState
from xingtan.engines.workflow.models.flows import FlowVersion
from xingtan.engines.workflow.querysets import AssignmentQuerySet, CaseQuerySet


class Case(models.Model):
    """One subject on its way. `turn` counts the acts that moved it; a form that carries an older one is stale."""

    version = models.ForeignKey(FlowVersion, models.PROTECT, related_name="cases")
    kind = models.CharField(_("种类"), max_length=60)
    subject_id = models.BigIntegerField()
    title = models.CharField(_("事项"), max_length=120)
    scope_path = models.CharField(_("范围"), max_length=240)
    state = models.CharField(_("状态"), max_length=10, choices=CaseState.choices, default=CaseState.RUNNING)
    step = models.CharField(max_length=30, default=START)
    round = models.PositiveIntegerField(default=1)
    turn = models.PositiveIntegerField(default=0)
    seq = models.PositiveIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey("persons.Person", models.PROTECT, related_name="+", verbose_name=_("发起人"))
    started_at = models.DateTimeField(_("发起时间"))
    finished_at = models.DateTimeField(_("结束时间"), null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("流转事项")
        ordering = ("-started_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="workflow_one_running", fields=("kind", "subject_id"), condition=Q(state="running")
            ),
            models.CheckConstraint(
                name="workflow_ends_once",
                condition=Q(state="running", finished_at__isnull=True)
                | (~Q(state="running") & Q(finished_at__isnull=False)),
            ),
        )
        indexes = (
            models.Index(name="workflow_case_subject", fields=("kind", "subject_id")),
            models.Index(name="workflow_case_starter", fields=("started_by", "-started_at")),
            models.Index(name="workflow_case_scope", fields=("scope_path",), opclasses=("varchar_pattern_ops",)),
        )


class Assignment(models.Model):
    """One person's part. `number` is its place in the case, `of` the part that added it (0: none).

    `done_by` is who did it: the person, or a deputy on behalf of the person.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="assignments")
    number = models.PositiveIntegerField()
    round = models.PositiveIntegerField()
    step = models.CharField(_("步骤"), max_length=30)
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+", verbose_name=_("办理人"))
    kind = models.CharField(_("性质"), max_length=12, choices=SlotKind.choices)
    order = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    state = models.CharField(_("状态"), max_length=12, choices=SlotState.choices)
    opened_at = models.DateTimeField(_("收到时间"), null=True)
    due_on = models.DateField(_("期限"), null=True)
    done_at = models.DateTimeField(_("办理时间"), null=True)
    done_by = models.ForeignKey("persons.Person", models.PROTECT, null=True, related_name="+")
    opinion = models.CharField(_("意见"), max_length=500, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("办理")
        ordering = ("case_id", "number")
        constraints = (models.UniqueConstraint(name="workflow_assignment_once", fields=("case", "number")),)
        indexes = (
            models.Index(name="workflow_mine", fields=("person", "state", "due_on")),
            models.Index(name="workflow_open", fields=("due_on",), condition=Q(state__in=PENDING)),
        )

    @property
    def is_on_behalf(self) -> bool:
        return self.done_by_id is not None and self.done_by_id != self.person_id


class Act(models.Model):
    """One line of the log; the database lets nobody change it. Replaying the log of a case gives its state."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="acts")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=ActKind.choices)
    number = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("persons.Person", models.PROTECT, null=True, related_name="+")
    for_whom = models.ForeignKey("persons.Person", models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=30)
    opinion = models.CharField(max_length=500, blank=True)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("流转记录")
        ordering = ("case_id", "seq")
        constraints = (models.UniqueConstraint(name="workflow_act_once", fields=("case", "seq")),)
