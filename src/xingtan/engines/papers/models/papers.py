"""Papers that were issued, and what strangers asked of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xingtan.engines.papers.data import PaperKind
from xingtan.engines.papers.querysets import PaperQuerySet


class Paper(models.Model):
    """One issued paper: the very file, its number, and the code by which anybody may ask whether it is genuine.

    `holder_kind` and `holder_id` say what it is about, in the words of the package that issued it.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    organisation_name = models.CharField(_("落款单位"), max_length=80)
    kind = models.CharField(_("类别"), max_length=20, choices=PaperKind.choices)
    number = models.CharField(_("编号"), max_length=60, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    is_title_public = models.BooleanField(_("查验时显示标题"), default=False)
    holder_kind = models.CharField(max_length=60)
    holder_id = models.BigIntegerField()
    made_on = models.DateField(_("日期"))
    made_at = models.DateTimeField(_("生成时间"))
    made_by = models.ForeignKey("persons.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("经手人"))
    sha256 = models.CharField(_("内容指纹"), max_length=64)
    file_link_id = models.BigIntegerField(null=True)
    verify_code = models.CharField(_("查验码"), max_length=16, unique=True, editable=False)
    revoked_at = models.DateTimeField(_("作废时间"), null=True)
    revoked_by = models.ForeignKey("persons.Person", models.PROTECT, null=True, related_name="+")
    revoke_reason = models.CharField(_("作废原因"), max_length=200, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("文件")
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="paper_number_once", fields=("organisation", "kind", "number"), condition=~Q(number="")
            ),
            models.CheckConstraint(
                name="paper_revoked_with_reason", condition=Q(revoked_at__isnull=True) | ~Q(revoke_reason="")
            ),
        )
        indexes = (
            models.Index(name="paper_by_holder", fields=("holder_kind", "holder_id")),
            models.Index(name="paper_by_time", fields=("-made_at", "-id")),
        )

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def code_spaced(self) -> str:
        """The verify code in groups of four."""
        return " ".join(self.verify_code[at : at + 4] for at in range(0, len(self.verify_code), 4))


class CheckMiss(models.Model):
    """A code that nobody issued, asked for from an address. Kept for a day, so that nobody tries them all."""

    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("查验未中")
        indexes = (models.Index(name="check_miss_by_address", fields=("address", "at")),)
