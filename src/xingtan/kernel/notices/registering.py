"""Texts registered with a provider of text messages: writing down which one is in use for which kind of notice.

Every change is a version of its own; the newest counts. Callers have permitted it and keep the journal.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.notices.data import BELL, CODE_KIND
from xingtan.kernel.notices.errors import TextUnchanged, TextWrong
from xingtan.kernel.notices.models import MessageTemplate
from xingtan.kernel.notices.senders.data import Registered
from xingtan.kernel.notices.senders.wording import filled, places
from xingtan.kernel.registry import REGISTRY

FOR_NOTICES: dict[str, Any] = {
    "title": _("通知标题"),
    "sender": _("发送单位"),
    "kind": _("通知类别"),
    "day": _("发送日期"),
    "ack_by": _("签收截止日"),
}
FOR_CODES: dict[str, Any] = {"code": _("验证码"), "minutes": _("有效分钟数"), "purpose": _("用途")}
EXAMPLES = {
    "title": _("明天下午三点家长会"),
    "sender": _("教育局"),
    "kind": _("通知"),
    "day": "2026-09-01",
    "ack_by": "2026-09-05",
    "code": "000000",
    "minutes": "10",
    "purpose": _("重设密码"),
}


def kinds_sent_outside() -> dict[str, Any]:
    """Label by code of everything that may leave the product as a text message; codes first."""
    pushed = [kind for kind in REGISTRY.all("notices") if set(kind.channels) - {BELL}]
    return {CODE_KIND: _("验证码"), **{kind.code: kind.label for kind in pushed}}


def fillings(kind: str) -> dict[str, Any]:
    """What may fill the variables of a text for this kind, with labels."""
    return FOR_CODES if kind == CODE_KIND else FOR_NOTICES


def guessed(text: str, provider: str, kind: str) -> list[tuple[str, str]]:
    """Each variable of a text and what most likely fills it."""
    offered = fillings(kind)
    order = list(offered)
    return [
        (place, place if place in offered else order[min(index, len(order) - 1)])
        for index, place in enumerate(places(text, provider))
    ]


def example_of(text: str, names: Sequence[str]) -> str:
    """The text as it would arrive, with invented contents."""
    return filled(Registered(code="", text=text, names=tuple(names)), {name: str(EXAMPLES[name]) for name in EXAMPLES})


def save_text(
    *,
    provider: str,
    kind: str,
    template_code: str,
    text: str,
    names: Sequence[str],
    person_id: int | None,
    now: datetime,
) -> MessageTemplate:
    """Put a registered text into use for a kind of notice.

    Args:
        names: what fills each variable of the text, in the order of the variables.
    Raises:
        TextWrong: the variables are not filled as they must be.
        TextUnchanged: just this is in use already.
    """
    found, offered = places(text, provider), fillings(kind)
    if provider == "tencent" and found != [str(number) for number in range(1, len(found) + 1)]:
        raise TextWrong(reason=_("变量要从{1}起连续编号"))
    if len(names) != len(found) or not set(names) <= set(offered):
        raise TextWrong(reason=_("每个变量都要选好填什么"))
    if kind == CODE_KIND and "code" not in names:
        raise TextWrong(reason=_("验证码短信里要有验证码这个变量"))
    newest = newest_version(provider, kind)
    values = {"template_code": template_code, "text": text, "names": " ".join(names)}
    if newest is not None and all(getattr(newest, name) == value for name, value in values.items()):
        raise TextUnchanged
    saved: MessageTemplate = MessageTemplate.objects.create(
        provider=provider, kind=kind, saved_at=now, saved_by_person_id=person_id, **values
    )
    return saved


def stop_text(*, provider: str, kind: str, person_id: int | None, now: datetime) -> MessageTemplate:
    """Take the text of a kind out of use; no text message goes out for it any more.

    Raises:
        TextUnchanged: none is in use.
    """
    newest = newest_version(provider, kind)
    if newest is None or not newest.template_code:
        raise TextUnchanged
    stopped: MessageTemplate = MessageTemplate.objects.create(
        provider=provider, kind=kind, saved_at=now, saved_by_person_id=person_id
    )
    return stopped


def newest_version(provider: str, kind: str) -> MessageTemplate | None:
    return MessageTemplate.objects.filter(provider=provider, kind=kind).order_by("-pk").first()


def versions(provider: str, kind: str) -> list[MessageTemplate]:
    """All versions, newest first; the fifty newest."""
    return list(MessageTemplate.objects.filter(provider=provider, kind=kind).order_by("-pk")[:50])
