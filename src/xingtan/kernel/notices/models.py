"""A notice once, and who was told."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.notices.querysets import NoticeQuerySet, RecipientQuerySet


class Notice(models.Model):
    """What was said, once for everybody. (kind, subject_key) names it; telling it again adds people only."""

    kind = models.CharField(_("类别"), max_length=80)
    subject_key = models.CharField(_("事由"), max_length=160)
    title = models.CharField(_("标题"), max_length=160)
    body = models.TextField(_("正文"), blank=True, default="")
    url = models.CharField(_("查看地址"), max_length=300, blank=True, default="")
    sender = models.CharField(_("发送者"), max_length=120, blank=True, default="")
    sender_person_id = models.BigIntegerField(_("发送人"), null=True)
    organisation_path = models.CharField(_("所属路径"), max_length=200, blank=True, default="")
    requires_ack = models.BooleanField(_("需要签收"), default=False)
    ack_by = models.DateField(_("签收截止日"), null=True)
    is_urgent = models.BooleanField(_("紧急"), default=False)
    created_at = models.DateTimeField(_("发送时间"), db_default=Now(), editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(name="notices_said_once", fields=("kind", "subject_key")),
            models.CheckConstraint(
                name="notices_deadline_only_with_ack", condition=Q(ack_by__isnull=True) | Q(requires_ack=True)
            ),
        )
        indexes = (models.Index(name="notices_by_sender", fields=("sender_person_id", "-id")),)

    def is_overdue(self, on: date) -> bool:
        """Whether the day to acknowledge it by has passed on the day `on`."""
        return self.ack_by is not None and self.ack_by < on


class Recipient(models.Model):
    """One person who was told. `needs_ack` repeats the notice's, so that a partial index finds what is open."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="recipients", verbose_name=_("通知"))
    person_id = models.BigIntegerField(_("收件人"))
    needs_ack = models.BooleanField(_("需要签收"), db_default=False)
    told_at = models.DateTimeField(_("送达时间"), db_default=Now(), editable=False)
    read_at = models.DateTimeField(_("阅读时间"), null=True)
    acked_at = models.DateTimeField(_("签收时间"), null=True)
    mailed_at = models.DateTimeField(_("发信时间"), null=True)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("收件人")
        ordering = ("-notice_id",)
        constraints = (
            models.UniqueConstraint(name="notices_told_once", fields=("notice", "person_id")),
            models.CheckConstraint(
                name="notices_acknowledged_is_read", condition=Q(acked_at__isnull=True) | Q(read_at__isnull=False)
            ),
        )
        indexes = (
            models.Index(name="notices_inbox", fields=("person_id", "-notice")),
            models.Index(name="notices_unread", fields=("person_id",), condition=Q(read_at__isnull=True)),
            models.Index(
                name="notices_open_ack", fields=("person_id",), condition=Q(needs_ack=True, acked_at__isnull=True)
            ),
            models.Index(
                name="notices_mailed", fields=("person_id", "mailed_at"), condition=Q(mailed_at__isnull=False)
            ),
        )
