"""Letters that people write to many, and the tally of things to do that the shell shows."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from xingtan.apps.workbench.data import Audience
from xingtan.apps.workbench.querysets import LetterQuerySet


class Letter(models.Model):
    """What somebody wrote, and for whom. The notice behind it knows who was told, read and signed."""

    notice = models.OneToOneField("notices.Notice", models.CASCADE, related_name="letter", verbose_name=_("通知"))
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="+", verbose_name=_("发送人"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("发送单位")
    )
    scope_path = models.CharField(_("范围"), max_length=240)
    scope_name = models.CharField(_("范围名称"), max_length=120)
    audiences = ArrayField(models.CharField(max_length=10, choices=Audience.choices), verbose_name=_("发给"))
    told_count = models.PositiveIntegerField(_("发给人数"))
    sent_at = models.DateTimeField(_("发送时间"))
    reminded_on = models.DateField(_("最近提醒"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("发出的通知")
        ordering = ("-sent_at", "-pk")
        indexes = (
            models.Index(fields=("person", "-sent_at"), name="letter_by_person"),
            models.Index(fields=("scope_path",), name="letter_scope", opclasses=("varchar_pattern_ops",)),
        )

    @property
    def audience_labels(self) -> list[str]:
        return [str(Audience(code).label) for code in self.audiences]


class Tally(models.Model):
    """How many things an account has to do, by source. Counted anew after a minute or after the account's own act."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    posting_id = models.BigIntegerField(default=0)  # 0 = all postings together
    counts = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(name="tally_once", fields=("account", "posting_id")),)

    @property
    def total(self) -> int:
        return sum(self.counts.values())
