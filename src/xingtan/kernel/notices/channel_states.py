"""How each way out of the product is doing: set up or not, last success, last trouble, use of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.notices.claiming import OPEN
from xingtan.kernel.notices.data import CHANNEL_LABELS, CODE_KIND, SMS, State, Why
from xingtan.kernel.notices.explaining import explain
from xingtan.kernel.notices.models import Delivery
from xingtan.kernel.notices.quiet import midnight_before
from xingtan.kernel.notices.registering import kinds_sent_outside
from xingtan.kernel.notices.senders.chosen import all_senders
from xingtan.kernel.notices.senders.data import Sender
from xingtan.kernel.notices.templates_in_use import registered_texts

PROVIDER_LABELS: dict[str, Any] = {
    "aliyun": _("阿里云短信服务"),
    "tencent": _("腾讯云短信"),
    "gateway": _("自有短信网关"),
    "wecom": _("企业微信应用消息"),
    "dingtalk": _("钉钉工作通知"),
    "mail": _("邮件服务器"),
}
OUR_OWN_REASONS = (Why.NO_ADDRESS, Why.NO_TEMPLATE, Why.NOT_READY, Why.PERSON_BUDGET, Why.UNIT_BUDGET)


@dataclass(frozen=True, kw_only=True)
class ChannelState:
    """One way out.

    Args:
        place: 1 for the channel tried first; 0 for one that the settings leave out.
        missing: settings still empty. is_begun: some are filled in.
        lacks_text: kinds of notices without a registered text, where one is needed.
        reason, said: why the last message did not go out, and the provider's own words.
    """

    channel: str
    label: Any
    provider: str
    provider_label: Any
    place: int
    is_ready: bool
    is_begun: bool
    missing: tuple[str, ...]
    lacks_text: tuple[Any, ...]
    has_texts: bool
    succeeded_at: datetime | None = None
    failed_at: datetime | None = None
    reason: str = ""
    said: str = ""
    sent_today: int = 0
    uncertain_today: int = 0

    @property
    def is_troubled(self) -> bool:
        """Whether the last thing that happened was a failure."""
        return bool(self.failed_at and (self.succeeded_at is None or self.failed_at > self.succeeded_at))


def channel_states(now: datetime) -> list[ChannelState]:
    """Every channel in the order in which they are tried, in a constant number of queries."""
    since = Q(sent_at__gte=midnight_before(now))
    counted = {
        row["channel"]: row
        for row in Delivery.objects.order_by()
        .values("channel")
        .annotate(
            succeeded_at=Max("sent_at", filter=Q(state__in=(State.ACCEPTED, State.DELIVERED, State.READ))),
            sent_today=Count("pk", filter=since & Q(state__in=OPEN)),
            uncertain_today=Count("pk", filter=since & Q(state=State.UNCERTAIN)),
        )
    }
    troubled = Delivery.objects.filter(state__in=(State.REFUSED, State.UNCERTAIN, State.WAITING)).exclude(code="")
    newest = troubled.exclude(code__in=OUR_OWN_REASONS).order_by("channel", "-pk").distinct("channel")
    failures = {row.channel: row for row in newest}
    return [_state(sender, counted.get(sender.channel, {}), failures.get(sender.channel)) for sender in all_senders()]


def _state(sender: Sender, counted: dict[str, Any], failure: Delivery | None) -> ChannelState:
    order, missing = settings.NOTICE_CHANNELS, sender.missing()
    kinds = kinds_sent_outside() if sender.needs_template else {}
    in_use = registered_texts(sender.provider, kinds) if kinds else {}
    return ChannelState(
        channel=sender.channel,
        label=CHANNEL_LABELS[sender.channel],
        provider=sender.provider,
        provider_label=PROVIDER_LABELS[sender.provider],
        place=order.index(sender.channel) + 1 if sender.channel in order else 0,
        is_ready=sender.is_ready(),
        is_begun=len(missing) < len(sender.required) or (sender.channel == SMS and bool(settings.SMS_PROVIDER)),
        missing=() if sender.is_ready() else missing,
        lacks_text=tuple(label for kind, label in kinds.items() if kind not in in_use),
        has_texts=bool(kinds),
        succeeded_at=counted.get("succeeded_at"),
        failed_at=failure.settled_at if failure else None,
        reason=explain(sender.channel, failure.code) if failure else "",
        said=failure.said if failure else "",
        sent_today=counted.get("sent_today", 0),
        uncertain_today=counted.get("uncertain_today", 0),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Spent:
    """Text messages one unit has used up today."""

    unit_path: str
    parts: int
    held: int


def spent_today(now: datetime, *, most: int = 10) -> list[Spent]:
    """Units that have used or been held back most today."""
    since = midnight_before(now)
    rows = (
        Delivery.objects.filter(channel=SMS)
        .filter(Q(sent_at__gte=since, state__in=OPEN) | Q(settled_at__gte=since, code=Why.UNIT_BUDGET))
        .exclude(kind=CODE_KIND)
        .order_by()
        .values("unit_path")
        .annotate(used=Sum("parts", filter=Q(state__in=OPEN)), held=Count("pk", filter=Q(code=Why.UNIT_BUDGET)))
        .order_by("-used")[:most]
    )
    return [Spent(unit_path=row["unit_path"], parts=row["used"] or 0, held=row["held"]) for row in rows]


def held_today(now: datetime) -> int:
    """Messages held back today because the person has had enough."""
    return int(Delivery.objects.filter(code=Why.PERSON_BUDGET, settled_at__gte=midnight_before(now)).count())


def findings() -> Iterator[tuple[bool, str, str]]:
    """For the doctor: is it well, what was looked at, the next step if not. Nothing set up at all is well."""
    for sender in all_senders():
        missing, label = sender.missing(), f"notices by {sender.channel} ({sender.provider})"
        if sender.is_ready() and sender.needs_template:
            texts = registered_texts(sender.provider, kinds_sent_outside())
            yield (
                CODE_KIND in texts,
                f"{label}: {len(texts)} registered texts",
                "register the text for codes (/channels/)",
            )
        elif sender.is_ready():
            yield True, f"{label}: set up", ""
        elif len(missing) < len(sender.required):
            yield False, f"{label}: {', '.join(missing)} missing", f"set {' and '.join(missing)}"
        else:
            yield True, f"{label}: not set up", ""
