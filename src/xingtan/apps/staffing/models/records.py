"""Staff records: what a unit keeps about those who work for it, beside person and postings."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing.data import Certificate, Education, Establishment, PostCategory, State, Title
from xingtan.apps.staffing.querysets import StaffRecordQuerySet


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old))
class StaffRecord(models.Model):
    """One person's staff file. `organisation` keeps the file (人事关系); postings say where the person works.

    Establishment, post, title, education and certificate hold what is so today; the rows of `models.rows` and
    `models.certificates` hold what was so when, and `services.rows` keeps the columns in step.
    """

    person = models.OneToOneField("persons.Person", models.PROTECT, related_name="staff_record", verbose_name=_("人员"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="staff_records", verbose_name=_("人事关系所在单位")
    )
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.AT_WORK)
    state_until = models.DateField(_("预计到"), null=True, blank=True)
    establishment = models.CharField(_("编制"), max_length=12, choices=Establishment.choices, blank=True)
    post_category = models.CharField(_("岗位类别"), max_length=12, choices=PostCategory.choices, blank=True)
    post_level = models.PositiveSmallIntegerField(_("岗位等级"), null=True, blank=True)
    contract_until = models.DateField(_("聘用合同止"), null=True, blank=True)
    title_code = models.CharField(_("职称"), max_length=1, choices=Title.choices, blank=True)
    title_since = models.DateField(_("职称取得日期"), null=True, blank=True)
    education_code = models.CharField(_("最高学历"), max_length=1, choices=Education.choices, blank=True)
    major = models.CharField(_("所学专业"), max_length=40, blank=True)
    certificate_code = models.CharField(_("教师资格"), max_length=1, choices=Certificate.choices, blank=True)
    certificate_subject = models.CharField(_("资格学科"), max_length=6, blank=True)
    work_started_on = models.DateField(_("参加工作"), null=True, blank=True)
    joined_on = models.DateField(_("到本单位"), null=True, blank=True)
    basis = models.CharField(_("最近变更依据"), max_length=120, blank=True)

    objects = StaffRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("教职工档案")
        ordering = ("person__name_pinyin", "pk")
        constraints = (
            models.CheckConstraint(
                name="staff_joined_after_first_job",
                condition=Q(work_started_on__isnull=True)
                | Q(joined_on__isnull=True)
                | Q(joined_on__gte=F("work_started_on")),
            ),
        )
        indexes = (models.Index(fields=("organisation", "state"), name="staff_organisation_state"),)
