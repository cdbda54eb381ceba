"""School years, terms and the days that differ from the ordinary week."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xingtan.people.roster.data import DayKind


class SchoolYear(models.Model):
    """One school year of the region, from 1 September to 31 August unless the bureau says otherwise."""

    starts_in = models.PositiveSmallIntegerField(_("起始年"), unique=True)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"))

    class Meta:
        verbose_name = _("学年")
        ordering = ("-starts_in",)
        constraints = (models.CheckConstraint(name="school_year_dates", condition=Q(ends_on__gt=F("starts_on"))),)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """2025—2026学年度 is written by the screens; this is the bare span."""
        return f"{self.starts_in}—{self.starts_in + 1}"


class Term(models.Model):
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="terms", verbose_name=_("学年"))
    ordinal = models.PositiveSmallIntegerField(_("学期"), choices=((1, _("第一学期")), (2, _("第二学期"))))
    starts_on = models.DateField(_("开学"))
    ends_on = models.DateField(_("放假前最后一天"))
    first_week_on = models.DateField(_("第1周的星期一"))

    class Meta:
        verbose_name = _("学期")
        ordering = ("-starts_on",)
        constraints = (
            models.UniqueConstraint(name="term_once_a_year", fields=("school_year", "ordinal")),
            models.CheckConstraint(name="term_dates", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(name="term_ordinal", condition=Q(ordinal__in=(1, 2))),
        )


class CalendarDay(models.Model):
    """A day off, or a day made up. `organisation` empty means the whole region; a school may add its own."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.CASCADE, null=True, blank=True, related_name="calendar_days"
    )
    day = models.DateField(_("日期"))
    kind = models.CharField(_("类别"), max_length=10, choices=DayKind.choices)
    name = models.CharField(_("名称"), max_length=40)
    follows_weekday = models.PositiveSmallIntegerField(_("按星期几上课"), null=True, blank=True)

    class Meta:
        verbose_name = _("校历日")
        ordering = ("day",)
        constraints = (
            models.UniqueConstraint(
                name="calendar_day_once_region", fields=("day",), condition=Q(organisation__isnull=True)
            ),
            models.UniqueConstraint(
                name="calendar_day_once_school",
                fields=("organisation", "day"),
                condition=Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="calendar_day_weekday",
                condition=Q(follows_weekday__isnull=True) | Q(follows_weekday__range=(1, 7)),
            ),
        )
