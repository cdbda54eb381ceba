"""A notice once, and who was told."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.notices.data import State
from xingtan.kernel.notices.querysets import DeliveryQuerySet, NoticeQuerySet, RecipientQuerySet


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
        )


class Delivery(models.Model):
    """One message on its way to one person on one channel. It exists once, whatever happens on the way.

    `address_key` is a keyed fingerprint of the address, for limits; the address itself is never kept. Messages with a
    code have neither notice nor person. `unit_path` is the unit whose daily budget it counts against.
    """

    notice = models.ForeignKey(Notice, models.SET_NULL, null=True, related_name="deliveries", verbose_name=_("通知"))
    person_id = models.BigIntegerField(_("收件人"), null=True)
    channel = models.CharField(_("渠道"), max_length=20)
    provider = models.CharField(_("服务方"), max_length=20)
    kind = models.CharField(_("类别"), max_length=80)
    title = models.CharField(_("标题"), max_length=160, blank=True, default="")
    unit_path = models.CharField(_("所属路径"), max_length=200, default="/")
    is_urgent = models.BooleanField(_("紧急"), default=False)
    address_masked = models.CharField(_("地址"), max_length=80, blank=True, default="")
    address_key = models.BinaryField(_("地址指纹"), max_length=16, null=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    code = models.CharField(_("错误码"), max_length=80, blank=True, default="")
    said = models.CharField(_("对方说明"), max_length=300, blank=True, default="")
    parts = models.PositiveSmallIntegerField(_("计费条数"), default=0)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    call_id = models.BigIntegerField(_("同批编号"), null=True, editable=False)
    outside_id = models.CharField(_("对方流水号"), max_length=120, blank=True, default="")
    made_at = models.DateTimeField(_("登记时间"))
    sent_at = models.DateTimeField(_("发出时间"), null=True)
    settled_at = models.DateTimeField(_("结果时间"), null=True)
    followed_at = models.DateTimeField(_("查询回执时间"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("发送记录")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                name="notices_sent_once", fields=("notice", "person_id", "channel"), condition=Q(notice__isnull=False)
            ),
            models.CheckConstraint(name="notices_delivery_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="notices_accepted_was_sent",
                condition=~Q(state__in=("accepted", "delivered", "read")) | Q(sent_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(name="notices_by_person_sent", fields=("person_id", "sent_at")),
            models.Index(name="notices_by_address_sent", fields=("address_key", "sent_at")),
            models.Index(name="notices_by_unit_sent", fields=("unit_path", "sent_at")),
            models.Index(name="notices_newest", fields=("made_at", "id")),
            models.Index(name="notices_by_channel", fields=("channel", "-id")),
            models.Index(
                name="notices_to_follow",
                fields=("sent_at",),
                condition=Q(state__in=("accepted", "delivered", "uncertain")),
            ),
            models.Index(name="notices_to_go_on", fields=("settled_at",), condition=Q(state__in=("waiting", "held"))),
        )

    @property
    def reference(self) -> str:
        """What we call it towards the other side."""
        return str(self.pk)


class MessageTemplate(models.Model):
    """One version of the text registered with a provider for one kind of notice. The newest counts; none is changed.

    Without a `template_code` the version takes the text out of use.
    """

    provider = models.CharField(_("服务方"), max_length=20)
    kind = models.CharField(_("通知类别"), max_length=80)
    template_code = models.CharField(_("模板编号"), max_length=60, blank=True, default="")
    text = models.CharField(_("模板内容"), max_length=500, blank=True, default="")
    names = models.CharField(_("变量对应的内容"), max_length=200, blank=True, default="")
    saved_at = models.DateTimeField(_("保存时间"))
    saved_by_person_id = models.BigIntegerField(_("保存人"), null=True)

    class Meta:
        verbose_name = _("短信模板")
        ordering = ("-pk",)
        indexes = (models.Index(name="notices_newest_template", fields=("provider", "kind", "-id")),)


class OutsideUser(models.Model):
    """Under which user id a person is known on a channel outside, e.g. the bureau's WeChat Work.

    Without a `user_id` they were looked for by phone and not found on `bound_at`.
    """

    person_id = models.BigIntegerField(_("人员"))
    channel = models.CharField(_("渠道"), max_length=20)
    user_id = models.CharField(_("对方用户号"), max_length=120, blank=True)
    bound_at = models.DateTimeField(_("绑定时间"))

    class Meta:
        verbose_name = _("外部用户")
        constraints = (
            models.UniqueConstraint(name="notices_one_outside_user", fields=("person_id", "channel")),
            models.UniqueConstraint(
                name="notices_outside_user_is_one_person", fields=("channel", "user_id"), condition=~Q(user_id="")
            ),
        )
