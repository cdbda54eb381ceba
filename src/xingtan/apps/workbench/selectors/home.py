"""The first sentence of the day, and everything under it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _g
from django.utils.translation import ngettext

from xingtan.apps.workbench.data import Home, Todo
from xingtan.apps.workbench.selectors import cards, figures, todos
from xingtan.apps.workbench.selectors.shell import Identity
from xingtan.kernel.scopes import Actor

DECIDERS = frozenset({"bureau_leader", "principal"})


def home_of(*, actor: Actor, identity: Identity, now: datetime, items: list[Todo]) -> Home:
    """The start page of somebody who works here."""
    shown = cards.cards_of(actor, now)
    return Home(
        greeting=greeting(actor, identity, now),
        lead=lead(actor, items),
        before=[greeting(actor, identity, now)],
        waiting=_g("等您定") if actor.roles & DECIDERS else _g("等您办"),
        todos=items,
        figures=figures.figures_of(actor)[:5],
        main=[card for card in shown if card.column == "main"],
        aside=[card for card in shown if card.column == "aside"],
        wide=[card for card in shown if card.column == "wide"],
    )


def greeting(actor: Actor, identity: Identity, now: datetime) -> str:
    """上午好，沈若兰老师."""
    hour = timezone.localtime(now).hour
    words = {
        "dawn": _g("早上好，%(who)s"),
        "morning": _g("上午好，%(who)s"),
        "noon": _g("中午好，%(who)s"),
        "afternoon": _g("下午好，%(who)s"),
        "evening": _g("晚上好，%(who)s"),
    }
    return words[_part_of_day(hour)] % {"who": _addressed(actor, identity)}


def _part_of_day(hour: int) -> str:
    if hour < 4 or hour >= 18:
        return "evening"
    return "dawn" if hour < 9 else "morning" if hour < 12 else "noon" if hour < 14 else "afternoon"


def _addressed(actor: Actor, identity: Identity) -> str:
    """A name with what people call its bearer; family names alone would be wrong for 欧阳 or 买买提·阿不都热依木."""
    name = identity.name
    if "bureau_leader" in actor.roles and "局长" in identity.title:
        return _g("%(name)s局长") % {"name": name}
    if "principal" in actor.roles:
        return (_g("%(name)s园长") if "园长" in identity.title else _g("%(name)s校长")) % {"name": name}
    if actor.roles & {"homeroom_teacher", "teacher", "grade_leader", "school_administrator", "school_cio"}:
        return _g("%(name)s老师") % {"name": name}
    if actor.roles & {"student"}:
        return _g("%(name)s同学") % {"name": name}
    return name


def lead(actor: Actor, items: list[Todo]) -> Any:
    """今天有5件事等您定，其中1件超期. Safe HTML: the number stands out."""
    count, late = len(items), todos.late_count(items, actor.on)
    if not count:
        return _g("今天没有等您办的事")
    number = format_html("<b>{}</b>", ngettext("%(count)s件事", "%(count)s件事", count) % {"count": count})
    sentence = _g("今天有%(things)s等您定") if actor.roles & DECIDERS else _g("今天有%(things)s等您办")
    words = sentence % {"things": number}
    if late:
        words += ngettext("，其中%(late)s件超期", "，其中%(late)s件超期", late) % {"late": late}
    return mark_safe(words)  # catalogue text and numbers only
