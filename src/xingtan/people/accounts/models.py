"""Accounts: how a person signs in, what they agreed to, and where they are signed in now."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xingtan.people.accounts.data import AgreementKind
from xingtan.people.accounts.querysets import AccountManager, AccountQuerySet


class Account(AbstractBaseUser):
    """One account for one person. It has no rights of its own: those come from grants in force."""

    person = models.OneToOneField("persons.Person", models.PROTECT, related_name="account", verbose_name=_("人员"))
    username = models.CharField(_("用户名"), max_length=40, unique=True)
    is_active = models.BooleanField(_("可登录"), default=True)
    activated_at = models.DateTimeField(_("激活时间"), null=True, blank=True)
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)
    password_changed_at = models.DateTimeField(_("改密时间"), null=True, blank=True)
    slip_hash = models.CharField(max_length=128, blank=True, editable=False)
    slip_expires_at = models.DateTimeField(_("激活码有效至"), null=True, blank=True)
    slip_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    preferences = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager.from_queryset(AccountQuerySet)()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("账号")
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("person",), condition=Q(activated_at__isnull=True), name="account_not_activated"),
        )

    @property
    def is_activated(self) -> bool:
        return self.activated_at is not None


class FormerPassword(models.Model):
    """Hashes of the last few passwords, so that none is taken again soon."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ("-replaced_at",)


class Session(AbstractBaseSession):
    """A signed-in browser, with what its owner needs to recognise it in the list of sessions."""

    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="sessions")
    address = models.GenericIPAddressField(_("网络地址"), null=True, blank=True)
    device = models.CharField(_("设备"), max_length=200, blank=True)
    signed_in_at = models.DateTimeField(_("登录时间"), null=True, blank=True)
    last_seen_at = models.DateTimeField(_("最近使用"), null=True, blank=True)

    class Meta:
        verbose_name = _("登录设备")

    @classmethod
    def get_session_store_class(cls) -> type:
        from xingtan.people.accounts.sessions import SessionStore  # the store imports this model

        return SessionStore


class Agreement(models.Model):
    """One version of the terms or of the privacy policy. A newer one asks everybody again."""

    kind = models.CharField(_("类别"), max_length=20, choices=AgreementKind.choices)
    version = models.CharField(_("版本"), max_length=20)
    text_zh = models.TextField(_("正文"))
    text_en = models.TextField(_("英文"), blank=True)
    published_at = models.DateTimeField(_("发布时间"))

    class Meta:
        verbose_name = _("协议")
        ordering = ("kind", "-published_at")
        constraints = (models.UniqueConstraint(name="agreement_version_once", fields=("kind", "version")),)


class Acceptance(models.Model):
    """That a person accepted one version, for themselves, and perhaps withdrew it later."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="acceptances")
    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField(_("同意时间"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        verbose_name = _("同意记录")
        constraints = (
            models.UniqueConstraint(
                name="acceptance_once", fields=("agreement", "person"), condition=Q(withdrawn_at__isnull=True)
            ),
        )
