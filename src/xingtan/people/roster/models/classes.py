"""Cohorts (级), class groups (行政班) and teaching groups (教学班)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xingtan.people.roster import naming
from xingtan.people.roster.data import Stage
from xingtan.people.roster.querysets import ClassGroupQuerySet, CohortQuerySet, TeachingGroupQuerySet


class Cohort(models.Model):
    """All who entered one stage of one school in one year. The grade is worked out, never stored."""

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="cohorts")
    stage = models.CharField(_("学段"), max_length=12, choices=Stage.choices)
    enrol_year = models.PositiveSmallIntegerField(_("入学年"))
    years = models.PositiveSmallIntegerField(_("学制（年）"))
    path = models.CharField(max_length=220, unique=True, editable=False)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("级")
        ordering = ("organisation_id", "stage", "-enrol_year")
        constraints = (
            models.UniqueConstraint(name="cohort_once", fields=("organisation", "stage", "enrol_year")),
            models.CheckConstraint(name="cohort_years", condition=Q(years__range=(1, 6))),
        )

    @property
    def graduation_year(self) -> int:
        """届: the year in which the cohort leaves the stage."""
        return self.enrol_year + self.years

    def grade_in(self, school_year: int) -> int:
        """The grade, 1 for the first year of the stage, in the school year that starts in `school_year`."""
        return school_year - self.enrol_year + 1

    def grade_name(self, school_year: int) -> str:
        return naming.grade_name(self.stage, self.grade_in(school_year), self.years)


class ClassGroup(models.Model):
    """One class. Its lasting name is 2024级1班; what it is called today (七（1）班) follows from the school year."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="class_groups", verbose_name=_("级"))
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="class_groups")
    campus = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("校区")
    )
    number = models.PositiveSmallIntegerField(_("班号"))
    alias = models.CharField(_("班级别名"), max_length=20, blank=True)
    kind_code = models.CharField(_("班级类型"), max_length=2, blank=True)
    room = models.CharField(_("教室"), max_length=20, blank=True)
    path = models.CharField(max_length=240, unique=True, editable=False)
    join_code = models.CharField(_("班级码"), max_length=8, unique=True, null=True, blank=True)
    join_code_on = models.DateField(_("班级码启用日期"), null=True, blank=True)
    starts_on = models.DateField(_("开班日期"))
    ends_on = models.DateField(_("结束日期"), null=True, blank=True)

    objects = ClassGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("行政班")
        ordering = ("organisation_id", "-cohort__enrol_year", "number")
        constraints = (
            models.UniqueConstraint(name="class_number_once_in_cohort", fields=("cohort", "number")),
            models.CheckConstraint(
                name="class_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="class_number", condition=Q(number__range=(1, 99))),
        )

    @property
    def lasting_name(self) -> str:
        """2024级1班, the same for ever."""
        return naming.lasting_name(self.cohort.enrol_year, self.number)

    def name_in(self, school_year: int) -> str:
        """七（1）班 in the school year that starts in `school_year`; the lasting name outside its years."""
        return (
            naming.class_name(self.cohort.stage, self.cohort.grade_in(school_year), self.cohort.years, self.number)
            or self.lasting_name
        )


class TeachingGroup(models.Model):
    """A group taught together across classes (教学班), for one subject and term."""

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="teaching_groups")
    term = models.ForeignKey("roster.Term", models.PROTECT, related_name="teaching_groups", verbose_name=_("学期"))
    subject_code = models.CharField(_("学科"), max_length=6)
    name = models.CharField(_("名称"), max_length=40)

    objects = TeachingGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("教学班")
        ordering = ("organisation_id", "subject_code", "name")
        constraints = (models.UniqueConstraint(name="teaching_group_once", fields=("organisation", "term", "name")),)


class TeachingGroupMember(models.Model):
    teaching_group = models.ForeignKey(TeachingGroup, models.CASCADE, related_name="members")
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+")
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="teaching_group_member_once",
                fields=("teaching_group", "person"),
                condition=Q(ends_on__isnull=True),
            ),
            models.CheckConstraint(
                name="teaching_group_member_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
        )


class TeachingAssignment(models.Model):
    """Who teaches which subject to a class or to a teaching group, from day to day."""

    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="teaching")
    class_group = models.ForeignKey(ClassGroup, models.CASCADE, null=True, blank=True, related_name="teaching")
    teaching_group = models.ForeignKey(TeachingGroup, models.CASCADE, null=True, blank=True, related_name="teaching")
    subject_code = models.CharField(_("学科"), max_length=6)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("任课")
        constraints = (
            models.CheckConstraint(
                name="teaching_assignment_one_target",
                condition=Q(class_group__isnull=False, teaching_group__isnull=True)
                | Q(class_group__isnull=True, teaching_group__isnull=False),
            ),
            models.CheckConstraint(
                name="teaching_assignment_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                name="teaching_assignment_once",
                fields=("person", "class_group", "subject_code"),
                condition=Q(ends_on__isnull=True, class_group__isnull=False),
            ),
        )
