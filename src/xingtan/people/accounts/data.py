"""Permission codes, kinds of agreements and events of accounts."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.events.api import Event

VIEW = "accounts.view"
MANAGE = "accounts.manage"  # print slips, reset a password, lock and unlock
PUBLISH_AGREEMENTS = "accounts.publish_agreements"


class AgreementKind(models.TextChoices):
    TERMS = "terms", _("用户服务协议")
    PRIVACY = "privacy", _("个人信息保护政策")
    CHILDREN = "children", _("儿童个人信息保护规则及监护人须知")


ASKED_OF_EVERYBODY = (AgreementKind.TERMS.value, AgreementKind.PRIVACY.value)


@dataclass(frozen=True, kw_only=True)
class AccountActivated(Event):
    code: ClassVar[str] = "accounts.account_activated"
    account_id: int
    person_id: int
