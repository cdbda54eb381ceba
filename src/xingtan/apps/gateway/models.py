"""What gateway keeps itself: requests for help with a password, codes sent by phone, tries by strangers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xingtan.apps.gateway.data import Outcome, Purpose, TryKind
from xingtan.apps.gateway.querysets import ForgottenRequestQuerySet


class ForgottenRequest(models.Model):
    """Somebody could not sign in and asks the nearest responsible person for a new slip."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+", verbose_name=_("账号"))
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    scope_path = models.CharField(max_length=240, editable=False)
    asked_at = models.DateTimeField(_("请求时间"))
    address = models.GenericIPAddressField(_("网络地址"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    decided_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "persons.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("处理人")
    )

    objects = ForgottenRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("找回密码请求")
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                name="forgotten_waiting_once", fields=("account",), condition=Q(outcome=Outcome.WAITING)
            ),
            models.CheckConstraint(
                name="forgotten_decided_after_asked",
                condition=Q(decided_at__isnull=True) | Q(decided_at__gte=F("asked_at")),
            ),
        )
        indexes = (models.Index(fields=("scope_path",), name="forgotten_scope", opclasses=("varchar_pattern_ops",)),)


class PhoneCode(models.Model):
    """A code sent by text message to set a new password. Only its hash is kept."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=128)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("短信验证码")
        ordering = ("-sent_at", "-pk")
        constraints = (
            models.CheckConstraint(name="phone_code_expires_later", condition=Q(expires_at__gt=F("sent_at"))),
        )


class PhoneProof(models.Model):
    """A code sent to a phone to prove that somebody holds it. Of number and code only keyed hashes are kept."""

    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    phone_index = models.BinaryField(editable=False)
    code_hash = models.CharField(max_length=64)
    address = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("手机验证码")
        ordering = ("-sent_at", "-pk")
        constraints = (
            models.CheckConstraint(name="phone_proof_expires_later", condition=Q(expires_at__gt=F("sent_at"))),
        )
        indexes = (
            models.Index(fields=("phone_index", "sent_at"), name="phone_proof_phone"),
            models.Index(fields=("address", "sent_at"), name="phone_proof_address"),
        )


class Try(models.Model):
    """One try by somebody not signed in, counted by address. Rows older than a day are swept away."""

    kind = models.CharField(max_length=12, choices=TryKind.choices)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("尝试")
        indexes = (models.Index(fields=("kind", "address", "at"), name="gateway_try_recent"),)
