"""Certificates as rows, and the periodic registration of teaching certificates."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models.records import StaffRecord
from xingtan.apps.staffing.querysets import FileRowQuerySet, RegistrationQuerySet
from xingtan.people.persons import sealing


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), exclude=["number_sealed", "number_index"])
class HeldCertificate(models.Model):
    """One certificate. The number is sealed; the index finds it by exact value, the mask shows it.

    `code` is the kind of teaching certificate (`data.Certificate`) or the Putonghua level (code table "putonghua").
    `registration_due_on` and `registration_result` are of teaching certificates: the last row of `Registration` wrote
    them, or the day of issue.
    """

    record = models.ForeignKey(StaffRecord, models.CASCADE, related_name="certificates")
    kind = models.CharField(_("证书"), max_length=12, choices=data.CertificateKind.choices)
    code = models.CharField(_("种类或等级"), max_length=2, blank=True)
    name = models.CharField(_("证书名称"), max_length=60, blank=True)
    subject_code = models.CharField(_("任教学科"), max_length=6, blank=True)
    number_sealed = models.BinaryField(null=True, editable=False)
    number_index = models.BinaryField(null=True, editable=False)
    number_masked = models.CharField(_("证书编号"), max_length=40, blank=True)
    issued_by = models.CharField(_("发证机关"), max_length=60, blank=True)
    issued_on = models.DateField(_("发证日期"), null=True, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    registration_due_on = models.DateField(_("下次定期注册"), null=True, blank=True, editable=False)
    registration_result = models.CharField(
        _("最近注册结论"), max_length=10, choices=data.RegistrationResult.choices, blank=True, editable=False
    )

    objects = FileRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("证书")
        ordering = ("kind", F("issued_on").desc(nulls_last=True), "-pk")
        constraints = (
            models.UniqueConstraint(
                name="certificate_number_once",
                fields=("kind", "number_index"),
                condition=Q(number_index__isnull=False),
            ),
            models.CheckConstraint(
                name="certificate_dates",
                condition=Q(issued_on__isnull=True) | Q(expires_on__isnull=True) | Q(expires_on__gt=F("issued_on")),
            ),
        )
        indexes = (models.Index(fields=("registration_due_on",), name="certificate_due"),)

    @property
    def number(self) -> str:
        """The number in clear. Whoever shows it records that it was shown."""
        return sealing.unseal(self.number_sealed) if self.number_sealed else ""


class Registration(models.Model):
    """One periodic registration: the result of a day, and when the next is due."""

    certificate = models.ForeignKey(HeldCertificate, models.CASCADE, related_name="registrations")
    decided_on = models.DateField(_("注册日期"))
    result = models.CharField(_("结论"), max_length=10, choices=data.RegistrationResult.choices)
    next_due_on = models.DateField(_("下次注册"), null=True, blank=True)
    basis = models.CharField(_("依据"), max_length=120, blank=True)
    recorded_by = models.BigIntegerField(null=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("定期注册")
        ordering = ("-decided_on", "-pk")
        constraints = (models.UniqueConstraint(name="registration_once_a_day", fields=("certificate", "decided_on")),)
