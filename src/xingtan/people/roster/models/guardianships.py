"""Guardianships with their custody log, and what guardians consented to for a child."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xingtan.people.roster.data import GuardianshipStatus, Relation
from xingtan.people.roster.querysets import ConsentQuerySet, GuardianshipQuerySet


class Guardianship(models.Model):
    """That one person is guardian of a pupil. A pupil may have several; a school confirms each.

    Custody is told apart from kinship: after a court's decision a father is still the father, but from the day after
    `custody_ends_on` he sees nothing of the child. `has_custody` is false once that day is over.
    """

    guardian = models.ForeignKey("persons.Person", models.PROTECT, related_name="wards", verbose_name=_("监护人"))
    pupil = models.ForeignKey("persons.Person", models.PROTECT, related_name="guardianships", verbose_name=_("学生"))
    relation = models.CharField(_("关系"), max_length=12, choices=Relation.choices)
    status = models.CharField(_("状态"), max_length=10, choices=GuardianshipStatus.choices)
    is_first_contact = models.BooleanField(_("第一联系人"), default=False)
    has_custody = models.BooleanField(_("有监护权"), default=True)
    custody_ends_on = models.DateField(_("监护权止"), null=True, blank=True)
    is_phone_proved = models.BooleanField(_("申请时手机号已验证"), default=False)
    requested_on = models.DateField(_("申请日期"))
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    decided_by = models.ForeignKey("persons.Person", models.PROTECT, null=True, blank=True, related_name="+")

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("监护关系")
        ordering = ("pupil_id", "-is_first_contact", "pk")
        constraints = (
            models.CheckConstraint(
                name="guardianship_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="guardianship_two_people", condition=~Q(guardian=F("pupil"))),
            models.UniqueConstraint(
                name="guardianship_open_once",
                fields=("guardian", "pupil"),
                condition=Q(status__in=("requested", "returned", "confirmed")),
            ),
            models.UniqueConstraint(
                name="guardianship_one_first_contact",
                fields=("pupil",),
                condition=Q(status="confirmed", is_first_contact=True),
            ),
        )


class GuardianshipLog(models.Model):
    """What was done to a guardianship, when, by whom and why. Rows are only ever added."""

    guardianship = models.ForeignKey(Guardianship, models.CASCADE, related_name="log")
    at = models.DateTimeField(_("时间"))
    act = models.CharField(_("事项"), max_length=20)
    by = models.ForeignKey("persons.Person", models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        ordering = ("-at", "-pk")


class Consent(models.Model):
    """A guardian's consent for a child under fourteen to one version of the rules, and its withdrawal.

    `given_at` is empty while the request waits for the guardian.
    """

    pupil = models.ForeignKey("persons.Person", models.PROTECT, related_name="consents")
    agreement = models.ForeignKey("accounts.Agreement", models.PROTECT, related_name="consents")
    guardian = models.ForeignKey("persons.Person", models.PROTECT, null=True, blank=True, related_name="+")
    asked_on = models.DateField(_("发起日期"))
    due_on = models.DateField(_("截止日期"))
    given_at = models.DateTimeField(_("同意时间"), null=True, blank=True)
    refused_at = models.DateTimeField(_("不同意时间"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("监护人同意")
        ordering = ("due_on", "pk")
        constraints = (
            models.UniqueConstraint(
                name="consent_open_once", fields=("pupil", "agreement"), condition=Q(withdrawn_at__isnull=True)
            ),
            models.CheckConstraint(
                name="consent_given_by_somebody", condition=Q(given_at__isnull=True) | Q(guardian__isnull=False)
            ),
        )
