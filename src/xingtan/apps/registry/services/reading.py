"""Looking at personal data: who looked, at whom, at what and why is kept in the journal."""

from __future__ import annotations

from django.utils.translation import gettext as _g

from xingtan.apps.registry import errors
from xingtan.apps.registry.selectors import facts
from xingtan.apps.registry.selectors.pupils import PupilCard
from xingtan.kernel.audit import api as audit
from xingtan.kernel.scopes import Actor, require
from xingtan.people.persons.data import REVEAL
from xingtan.people.roster.data import SEALED_FACTS, VIEW_PUPILS


def require_card(actor: Actor, card: PupilCard) -> None:
    """Let pass who may read the whole card.

    Raises:
        PupilNotFound: only a past stay is readable. NotPermitted: only name and class are.
    """
    if card.is_former:
        raise errors.PupilNotFound(person_id=card.person.pk)
    require(actor, VIEW_PUPILS, card.path)


def record_card(actor: Actor, card: PupilCard) -> None:
    """Note that somebody opened a pupil's card."""
    audit.record_read(actor, "person", card.person.pk, card.path, fields=("card",))


def reveal(*, actor: Actor, card: PupilCard, what: str, item_id: int, reason: str) -> str:
    """A document or phone number or the student number in clear, with a line in the journal.

    Args:
        what: "document", "phone" (of the pupil or a guardian), "student_number", "address" or a sealed register item.
        item_id: the document, the person or the stay it belongs to.
    Raises:
        NotPermitted, PupilNotFound: not for this actor, or nothing there.
        ReasonMissing: nobody looks without saying why.
    """
    require_card(actor, card)
    require(actor, REVEAL, card.path)
    if not reason:
        raise errors.ReasonMissing(reason=_g("至少2个字。"))
    value = _value(card, what, item_id)
    if not value:
        raise errors.PupilNotFound(person_id=card.person.pk)
    subject = item_id if what == "phone" else card.person.pk
    audit.record_read(actor, "person", subject, card.path, fields=(what,), reason=reason)
    return value


def _value(card: PupilCard, what: str, item_id: int) -> str:
    if what == "document":
        return next((document.number for document in card.documents if document.pk == item_id), "")
    if what == "student_number":
        return next((stay.student_number for stay in card.stays if stay.pk == item_id), "")
    if what in SEALED_FACTS:
        return facts.revealed(card.facts, what) if item_id == card.person.pk else ""
    if what == "address":
        return card.person.address if item_id == card.person.pk else ""
    if what == "phone":
        people = [card.person, *(row.guardian for row in card.guardianships)]
        return next((person.phone for person in people if person.pk == item_id), "")
    return ""
