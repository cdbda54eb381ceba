"""Books of numbers: 机关代字〔年〕序号, without a gap and without a repeat."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NumberBook(models.Model):
    """One book: an organisation's numbers under one word, in one year, for one kind of paper."""

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    word = models.CharField(_("机关代字"), max_length=20)
    year = models.PositiveSmallIntegerField(_("年份"))
    kind = models.CharField(_("文种"), max_length=20)
    last_serial = models.PositiveIntegerField(_("最后序号"), default=0)

    class Meta:
        verbose_name = _("编号簿")
        constraints = (
            models.UniqueConstraint(name="number_book_once", fields=("organisation", "word", "year", "kind")),
            models.CheckConstraint(name="number_book_year", condition=Q(year__gte=1949, year__lte=2999)),
        )


class TakenNumber(models.Model):
    """A number that was given out. A void one stays in the book."""

    book = models.ForeignKey(NumberBook, models.PROTECT, related_name="numbers")
    serial = models.PositiveIntegerField(_("序号"))
    subject = models.CharField(_("用于"), max_length=200, blank=True)
    taken_by = models.ForeignKey("persons.Person", models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(_("取号时间"))
    voided_at = models.DateTimeField(_("作废时间"), null=True)
    voided_by = models.ForeignKey("persons.Person", models.PROTECT, null=True, related_name="+")
    void_reason = models.CharField(_("作废原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("编号")
        ordering = ("book_id", "serial")
        constraints = (
            models.UniqueConstraint(name="taken_number_once", fields=("book", "serial")),
            models.CheckConstraint(name="taken_number_serial", condition=Q(serial__gt=0)),
            models.CheckConstraint(
                name="taken_number_void_with_reason", condition=Q(voided_at__isnull=True) | ~Q(void_reason="")
            ),
        )
        triggers = (pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),)

    @property
    def number(self) -> str:
        """示教〔2026〕12号: six-angled brackets, four digits, no padding."""
        return f"{self.book.word}〔{self.book.year}〕{self.serial}号"
