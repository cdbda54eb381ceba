"""Enrolments: a person as a pupil of a school and a class, from day to day."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xingtan.people.persons import sealing
from xingtan.people.roster.data import EnrolmentStatus
from xingtan.people.roster.querysets import EnrolmentQuerySet


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), exclude=["student_number_sealed", "student_number_index"])
class Enrolment(models.Model):
    """One stay in one class. A change of class ends this row and begins another, so any past day can be asked."""

    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="enrolments")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="enrolments")
    cohort = models.ForeignKey("roster.Cohort", models.PROTECT, related_name="enrolments")
    class_group = models.ForeignKey(
        "roster.ClassGroup", models.PROTECT, null=True, blank=True, related_name="enrolments", verbose_name=_("班级")
    )
    scope_path = models.CharField(max_length=240, editable=False)
    status = models.CharField(
        _("状态"), max_length=12, choices=EnrolmentStatus.choices, default=EnrolmentStatus.IN_SCHOOL
    )
    student_number_sealed = models.BinaryField(null=True, editable=False)
    student_number_index = models.BinaryField(null=True, editable=False, db_index=True)
    student_number_masked = models.CharField(_("学籍号"), max_length=24, blank=True)
    seat_number = models.PositiveSmallIntegerField(_("班内学号"), null=True, blank=True)
    entry_code = models.CharField(_("入学方式"), max_length=2, default="01")
    attendance_code = models.CharField(_("就读方式"), max_length=1, default="1")
    is_left_behind = models.BooleanField(_("留守儿童"), default=False)
    is_migrant = models.BooleanField(_("进城务工人员随迁子女"), default=False)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    start_basis = models.CharField(_("入班事由"), max_length=80, blank=True)
    end_basis = models.CharField(_("离班事由"), max_length=80, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("在籍")
        ordering = ("-starts_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="enrolment_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(name="enrolment_open_once", fields=("person",), condition=Q(ends_on__isnull=True)),
        )
        indexes = (
            models.Index(fields=("class_group", "ends_on"), name="enrolment_class"),
            models.Index(fields=("scope_path",), name="enrolment_scope", opclasses=("varchar_pattern_ops",)),
        )

    @property
    def student_number(self) -> str:
        """The student number in clear. Whoever shows it records that it was shown."""
        return sealing.unseal(self.student_number_sealed) if self.student_number_sealed else ""
