"""What a region plans with: weekly lessons in dated versions, and who keeps the equipment of a school."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing.models.records import StaffRecord
from xingtan.apps.staffing.querysets import KeeperQuerySet
from xingtan.people.roster.data import Stage


class WeeklyPlan(models.Model):
    """One version of the weekly lessons, in force from a day until the next one begins."""

    name = models.CharField(_("名称"), max_length=60)
    starts_on = models.DateField(_("起用日期"), unique=True)
    basis = models.CharField(_("依据"), max_length=120, blank=True)
    is_template = models.BooleanField(_("模板"), default=False, editable=False)
    made_by = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("课时方案")
        ordering = ("-starts_on",)


class PlanLesson(models.Model):
    """Lessons a week of one subject in one grade (1 = first year of the stage)."""

    plan = models.ForeignKey(WeeklyPlan, models.CASCADE, related_name="lessons")
    stage = models.CharField(_("学段"), max_length=12, choices=Stage.choices)
    grade = models.PositiveSmallIntegerField(_("年级"))
    subject_code = models.CharField(_("学科"), max_length=6)
    lessons = models.DecimalField(_("周课时（节）"), max_digits=4, decimal_places=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="plan_lesson_once", fields=("plan", "stage", "grade", "subject_code")),
            models.CheckConstraint(name="plan_lesson_range", condition=Q(lessons__gt=0, lessons__lte=60)),
        )


class PlanLoad(models.Model):
    """Lessons a week that one full-time teacher of a stage gives."""

    plan = models.ForeignKey(WeeklyPlan, models.CASCADE, related_name="loads")
    stage = models.CharField(_("学段"), max_length=12, choices=Stage.choices)
    lessons = models.DecimalField(_("周工作量（节）"), max_digits=4, decimal_places=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="plan_load_once", fields=("plan", "stage")),
            models.CheckConstraint(name="plan_load_range", condition=Q(lessons__gt=0, lessons__lte=60)),
        )


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old))
class EdtechKeeper(models.Model):
    """Somebody who keeps the equipment of a school (电教维护员): full-time, or a teacher beside lessons (兼职)."""

    record = models.ForeignKey(StaffRecord, models.CASCADE, related_name="edtech_duties", verbose_name=_("人员"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("学校")
    )
    is_full_time = models.BooleanField(_("专职"), default=True)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    basis = models.CharField(_("依据"), max_length=120, blank=True)

    objects = KeeperQuerySet.as_manager()

    class Meta:
        verbose_name = _("电教人员")
        ordering = ("-is_full_time", "starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="edtech_keeper_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                name="edtech_keeper_once", fields=("record", "organisation"), condition=Q(ends_on__isnull=True)
            ),
        )
