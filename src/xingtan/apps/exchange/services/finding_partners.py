"""Finding and locking what an actor wants to change; the two answers "not there" and "not for you" are one."""

from __future__ import annotations

from xingtan.apps.exchange import errors
from xingtan.apps.exchange.data import MANAGE, SetState
from xingtan.apps.exchange.models import Partner, ReceivedSet, SetRow
from xingtan.kernel.scopes import Actor, require


def managed_partner(actor: Actor, partner_id: int) -> Partner:
    """The partner, locked. Raises PartnerNotFound, NotPermitted."""
    found = Partner.objects.visible_to(actor).select_for_update(of=("self",)).select_related("organisation")
    partner: Partner | None = found.filter(pk=partner_id).first()
    if partner is None:
        raise errors.PartnerNotFound(partner_id=partner_id)
    require(actor, MANAGE, partner.organisation.path)
    return partner


def managed_set(actor: Actor, set_id: int, *states: str) -> ReceivedSet:
    """The set, locked, in one of `states`. Raises SetNotFound, NotPermitted, WrongState."""
    found = ReceivedSet.objects.visible_to(actor).select_for_update(of=("self",))
    received: ReceivedSet | None = found.select_related("partner__organisation").filter(pk=set_id).first()
    if received is None:
        raise errors.SetNotFound(set_id=set_id)
    require(actor, MANAGE, received.partner.organisation.path)
    if states and received.state not in states:
        raise errors.WrongState(state=received.get_state_display())
    return received


def managed_row(actor: Actor, row_id: int) -> tuple[ReceivedSet, SetRow]:
    """A row of a set that waits to be applied, both locked. Raises RowNotFound, NotPermitted, WrongState."""
    row: SetRow | None = SetRow.objects.visible_to(actor).filter(pk=row_id).select_related("layout").first()
    if row is None:
        raise errors.RowNotFound(row_id=row_id)
    return managed_set(actor, row.received_set_id, SetState.READ), row
