"""Looking at what is masked, and at whole cards: recorded, with a reason where somebody else's data is uncovered."""

from __future__ import annotations

from typing import Any

from xingtan.apps.staffing import errors
from xingtan.apps.staffing.models import HeldCertificate
from xingtan.apps.staffing.selectors.card import StaffCard
from xingtan.kernel.audit import api as audit
from xingtan.kernel.scopes import Actor, require
from xingtan.people.persons.data import REVEAL

PHONE, CERTIFICATE = "phone", "certificate"


def record_card(actor: Actor, card: StaffCard) -> None:
    """Enter that somebody else's card was read."""
    if not card.is_own:
        audit.record(actor, "staff.read", "person", card.person.pk, card.path)


def reveal(*, actor: Actor, card: StaffCard, what: str, item_id: int, reason: str) -> str:
    """A phone or document number in clear, and the entry that it was shown.

    Args:
        what: "phone", or "document" or "certificate" with its id as `item_id`.
    Raises:
        NotPermitted: `persons.reveal` does not reach the unit. ReasonMissing, StaffNotFound.
    """
    if not card.is_own:
        require(actor, REVEAL, card.path)
        if not reason.strip():
            raise errors.ReasonMissing(reason="")
    value = card.person.phone if what == PHONE else _number(card, what, item_id)
    audit.record_read(actor, "person", card.person.pk, card.path, fields=(what,), reason=reason.strip())
    return value


def _number(card: StaffCard, what: str, item_id: int) -> str:
    rows: list[Any] = card.documents
    if what == CERTIFICATE:
        rows = list(HeldCertificate.objects.filter(record=card.record))
    found = next((row for row in rows if row.pk == item_id), None)
    if found is None:
        raise errors.StaffNotFound(person_id=card.person.pk)
    return str(found.number)
