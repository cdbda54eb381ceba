"""What other apps add to the card: `staff_card_parts` of their manifests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from xingtan.apps.staffing.selectors.card import StaffCard
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor


@dataclass(frozen=True, kw_only=True)
class Extra:
    """One part that has something to show; `content` is what its template calls `part`."""

    label: Any
    template: str
    content: Any


def extra_parts(actor: Actor, card: StaffCard, on: date) -> list[Extra]:
    """The parts of other apps for this card, in their order; one's own card has them all."""
    found = []
    for part in sorted(REGISTRY.all("staff_card_parts"), key=lambda part: part.order):
        if not card.is_own and part.permission is not None and not actor.may(part.permission, card.path):
            continue
        content = part.load(card.person.pk, actor, on)
        if content is not None:
            found.append(Extra(label=part.label, template=part.template, content=content))
    return found
