"""Which senders this installation has."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from xingtan.kernel.notices.data import DINGTALK, MAIL, SMS, WECOM
from xingtan.kernel.notices.senders.aliyun import AliyunSms
from xingtan.kernel.notices.senders.data import Sender
from xingtan.kernel.notices.senders.dingtalk import DingtalkMessages
from xingtan.kernel.notices.senders.mail import Mail
from xingtan.kernel.notices.senders.posted import PostedSms
from xingtan.kernel.notices.senders.tencent import TencentSms
from xingtan.kernel.notices.senders.wecom import WecomMessages

SMS_PROVIDERS: dict[str, type[Sender]] = {"aliyun": AliyunSms, "tencent": TencentSms, "gateway": PostedSms}
OTHERS: dict[str, type[Sender]] = {WECOM: WecomMessages, DINGTALK: DingtalkMessages, MAIL: Mail}


@cache
def _made(of: type[Sender]) -> Sender:
    return of()


def sms_sender() -> Sender:
    """Whoever sends text messages; the region's own gateway unless a provider is chosen. It may lack settings."""
    return _made(SMS_PROVIDERS[settings.SMS_PROVIDER or "gateway"])


def sender_of(channel: str) -> Sender:
    """The sender of a channel, whether or not it is ready.

    Raises:
        KeyError: there is no such channel.
    """
    return sms_sender() if channel == SMS else _made(OTHERS[channel])


def all_senders() -> list[Sender]:
    """Every channel in the order of the settings, then those that the settings leave out."""
    order = [*settings.NOTICE_CHANNELS, *(name for name in (*OTHERS, SMS) if name not in settings.NOTICE_CHANNELS)]
    return [sender_of(channel) for channel in order]


def ready_senders() -> list[Sender]:
    """Those that are set up, in the order in which they are tried."""
    return [sender for sender in map(sender_of, settings.NOTICE_CHANNELS) if sender.is_ready()]
