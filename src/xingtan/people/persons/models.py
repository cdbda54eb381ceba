"""Persons: one natural person for life. The account is how somebody signs in; it is not the person."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xingtan.people.persons import sealing
from xingtan.people.persons.data import Sex
from xingtan.people.persons.querysets import PersonQuerySet


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), exclude=["phone_sealed", "phone_index"])
class Person(models.Model):
    e_id = models.CharField(_("教育电子身份证号"), max_length=14, unique=True)
    name = models.CharField(_("姓名"), max_length=36)
    former_name = models.CharField(_("曾用名"), max_length=36, blank=True)
    name_pinyin = models.CharField(_("姓名拼音"), max_length=200, db_index=True)
    name_initials = models.CharField(_("首字母"), max_length=40)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex.choices)
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    ethnic_code = models.CharField(_("民族"), max_length=2, blank=True)
    nationality = models.CharField(_("国籍"), max_length=3, default="CHN")
    political_code = models.CharField(_("政治面貌"), max_length=6, blank=True)
    native_place = models.CharField(_("籍贯"), max_length=60, blank=True)
    address_sealed = models.BinaryField(null=True, editable=False)
    phone_sealed = models.BinaryField(null=True, editable=False)
    phone_index = models.BinaryField(null=True, editable=False, db_index=True)
    phone_masked = models.CharField(_("手机"), max_length=20, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    photo_file_id = models.BigIntegerField(null=True, editable=False)
    deceased_on = models.DateField(_("去世日期"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("人员")
        ordering = ("name_pinyin", "pk")
        indexes = (models.Index(fields=("name",), name="person_same_name"),)
        constraints = (
            models.CheckConstraint(name="person_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="person_sex_known", condition=Q(sex__in=("1", "2"))),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def phone(self) -> str:
        """The phone number in clear. Whoever shows it records that it was shown."""
        return sealing.unseal(self.phone_sealed) if self.phone_sealed else ""

    @property
    def address(self) -> str:
        return sealing.unseal(self.address_sealed) if self.address_sealed else ""

    @property
    def e_id_spaced(self) -> str:
        """The e-ID in groups of four, as people read it aloud."""
        return " ".join((self.e_id[:2], self.e_id[2:6], self.e_id[6:10], self.e_id[10:]))

    @property
    def surname_mark(self) -> str:
        """What stands in the round avatar."""
        return self.name[:1]


class IdentityDocument(models.Model):
    """An identity document. The number is sealed; the index finds it by exact value, the mask shows it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="documents")
    kind = models.CharField(_("证件类型"), max_length=2)
    number_sealed = models.BinaryField(editable=False)
    number_index = models.BinaryField(editable=False, unique=True)
    number_masked = models.CharField(_("证件号码"), max_length=24)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    has_findings = models.BooleanField(_("与登记信息不一致"), default=False)

    class Meta:
        verbose_name = _("身份证件")
        ordering = ("person_id", "pk")
        constraints = (models.UniqueConstraint(name="document_one_of_a_kind", fields=("person", "kind")),)

    @property
    def number(self) -> str:
        """The number in clear. Whoever shows it records that it was shown."""
        return sealing.unseal(self.number_sealed)


class DataConfirmation(models.Model):
    """A request that somebody look at their own (or their child's) data and say that it is right."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="confirmations")
    asked_on = models.DateField(_("发起日期"))
    due_on = models.DateField(_("截止日期"))
    reason = models.CharField(_("事由"), max_length=80)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    remark = models.CharField(_("有误说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("资料确认")
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=("person",), condition=Q(confirmed_at__isnull=True), name="confirmation_open"),)


class EIdCounter(models.Model):
    """The last serial number given out for e-IDs in one year; its row lock hands them out one by one."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)
