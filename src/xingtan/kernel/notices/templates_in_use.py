"""Which registered text is in use for a kind of notice."""

from __future__ import annotations

from collections.abc import Iterable

from xingtan.kernel.notices.models import MessageTemplate
from xingtan.kernel.notices.senders.data import Registered


def registered_texts(provider: str, kinds: Iterable[str]) -> dict[str, Registered]:
    """The newest version for each kind that has one in use, in one query."""
    newest = MessageTemplate.objects.filter(provider=provider, kind__in=list(kinds)).order_by("kind", "-pk")
    return {
        row.kind: Registered(code=row.template_code, text=row.text, names=tuple(row.names.split()))
        for row in newest.distinct("kind")
        if row.template_code
    }


def registered_text(provider: str, kind: str) -> Registered | None:
    return registered_texts(provider, [kind]).get(kind)
