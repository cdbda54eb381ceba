"""The rows of a staff file: posts on the payroll, titles, honours, education and work, each with its day and basis."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models.records import StaffRecord
from xingtan.apps.staffing.querysets import FileRowQuerySet


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old))
class Employment(models.Model):
    """编制 and post (岗位类别, 岗位等级) from one day to another, both included. At most one has no end."""

    record = models.ForeignKey(StaffRecord, models.CASCADE, related_name="employments")
    establishment = models.CharField(_("编制"), max_length=12, choices=data.Establishment.choices)
    post_category = models.CharField(_("岗位类别"), max_length=12, choices=data.PostCategory.choices, blank=True)
    post_level = models.PositiveSmallIntegerField(_("岗位等级"), null=True, blank=True)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    contract_until = models.DateField(_("聘用合同止"), null=True, blank=True)
    basis = models.CharField(_("依据"), max_length=120, blank=True)

    objects = FileRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("编制与岗位")
        ordering = ("-starts_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="employment_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="employment_level", condition=Q(post_level__isnull=True) | Q(post_level__range=(1, 13))
            ),
            models.UniqueConstraint(name="employment_begins_once", fields=("record", "starts_on")),
            models.UniqueConstraint(name="employment_one_open", fields=("record",), condition=Q(ends_on__isnull=True)),
        )


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old))
class HeldTitle(models.Model):
    """A professional title (职称) from the day it was obtained, until a later row. No day means: longer than known."""

    record = models.ForeignKey(StaffRecord, models.CASCADE, related_name="titles")
    code = models.CharField(_("职称"), max_length=1, choices=data.Title.choices)
    subject_code = models.CharField(_("评审学科"), max_length=6, blank=True)
    obtained_on = models.DateField(_("取得日期"), null=True, blank=True)
    appointed_on = models.DateField(_("聘任日期"), null=True, blank=True)
    granted_by = models.CharField(_("评审机构"), max_length=60, blank=True)
    basis = models.CharField(_("依据"), max_length=120, blank=True)

    objects = FileRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("职称")
        ordering = (F("obtained_on").desc(nulls_last=True), "-pk")
        constraints = (
            models.UniqueConstraint(name="title_obtained_once", fields=("record", "obtained_on"), nulls_distinct=False),
        )


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old))
class Honour(models.Model):
    """A title of honour or praise, by level and year. Without an end it is for life."""

    record = models.ForeignKey(StaffRecord, models.CASCADE, related_name="honours")
    kind = models.CharField(_("类别"), max_length=10, choices=data.HonourKind.choices)
    level = models.CharField(_("级别"), max_length=1, choices=data.HonourLevel.choices)
    name = models.CharField(_("称号"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年度"))
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    subject_code = models.CharField(_("学科"), max_length=6, blank=True)
    granted_by = models.CharField(_("授予单位"), max_length=60, blank=True)
    basis = models.CharField(_("依据"), max_length=120, blank=True)

    objects = FileRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("荣誉称号")
        ordering = ("-year", "-level", "-pk")
        constraints = (
            models.UniqueConstraint(name="honour_once", fields=("record", "name", "level", "year")),
            models.CheckConstraint(name="honour_year", condition=Q(year__range=(1949, 2200))),
        )


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old))
class Schooling(models.Model):
    """One education that somebody completed."""

    record = models.ForeignKey(StaffRecord, models.CASCADE, related_name="schoolings")
    level_code = models.CharField(_("学历"), max_length=1, choices=data.Education.choices)
    degree_code = models.CharField(_("学位"), max_length=1, blank=True)
    form = models.CharField(_("学习形式"), max_length=10, choices=data.StudyForm.choices, blank=True)
    institution = models.CharField(_("毕业院校"), max_length=60, blank=True)
    major = models.CharField(_("所学专业"), max_length=40, blank=True)
    starts_on = models.DateField(_("入学"), null=True, blank=True)
    graduated_on = models.DateField(_("毕业"), null=True, blank=True)

    objects = FileRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("学习经历")
        ordering = (F("graduated_on").desc(nulls_last=True), "-pk")
        constraints = (
            models.CheckConstraint(
                name="schooling_dates",
                condition=Q(starts_on__isnull=True) | Q(graduated_on__isnull=True) | Q(graduated_on__gt=F("starts_on")),
            ),
            models.UniqueConstraint(
                name="schooling_once",
                fields=("record", "level_code", "graduated_on", "institution"),
                nulls_distinct=False,
            ),
        )


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old))
class WorkSpell(models.Model):
    """Where somebody worked before, or outside what the postings of this region know."""

    record = models.ForeignKey(StaffRecord, models.CASCADE, related_name="work_spells")
    employer = models.CharField(_("工作单位"), max_length=60)
    duty = models.CharField(_("职务或岗位"), max_length=40, blank=True)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    basis = models.CharField(_("证明人或依据"), max_length=120, blank=True)

    objects = FileRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("工作经历")
        ordering = ("-starts_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="work_spell_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(name="work_spell_once", fields=("record", "employer", "starts_on")),
        )
