"""Certificates of enrolment (在读证明): numbered by school and year, checked by anybody who holds one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.querysets import CertificateQuerySet


class Certificate(models.Model):
    """One paper. It says what was so on `issued_on`; whether that is so still is asked of the register."""

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+", verbose_name=_("学生"))
    enrolment = models.ForeignKey("roster.Enrolment", models.PROTECT, related_name="+")
    scope_path = models.CharField(max_length=240, editable=False)
    year = models.PositiveSmallIntegerField(_("年份"))
    serial = models.PositiveIntegerField(_("序号"))
    verify_code = models.CharField(_("查验码"), max_length=16, unique=True, editable=False)
    purpose = models.CharField(_("用途"), max_length=60)
    name = models.CharField(_("姓名"), max_length=36)
    school_name = models.CharField(_("学校"), max_length=80)
    class_name = models.CharField(_("班级"), max_length=60)
    is_suspended = models.BooleanField(_("休学"), default=False)
    issued_on = models.DateField(_("开具日期"))
    issued_by = models.ForeignKey("persons.Person", models.PROTECT, null=True, related_name="+")
    revoked_on = models.DateField(_("作废日期"), null=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("在读证明")
        ordering = ("-issued_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="enrolment_certificate_number_once", fields=("organisation", "year", "serial")
            ),
            models.CheckConstraint(name="enrolment_certificate_serial", condition=Q(serial__gt=0)),
        )
        indexes = (
            models.Index(name="enrolment_cert_scope", fields=("scope_path",), opclasses=("varchar_pattern_ops",)),
        )

    @property
    def number(self) -> str:
        """〔2026〕第0012号."""
        return f"〔{self.year}〕第{self.serial:04d}号"

    @property
    def code_spaced(self) -> str:
        """The verify code in groups of four."""
        return " ".join(self.verify_code[at : at + 4] for at in range(0, len(self.verify_code), 4))

    @property
    def masked_name(self) -> str:
        """曾*衿: the first character, and the last of names of three or more."""
        if len(self.name) < 3:
            return self.name[:1] + "*"
        return self.name[:1] + "*" * (len(self.name) - 2) + self.name[-1:]
