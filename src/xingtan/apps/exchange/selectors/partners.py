"""Reads about partners: the list, the card, where one may register them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Max, Q

from xingtan.apps.exchange.data import MANAGE, NUMBERS, RELEASABLE, DeliveryState, SetState
from xingtan.apps.exchange.errors import PartnerNotFound
from xingtan.apps.exchange.models import Delivery, HeldRecord, Link, Partner, ReceivedSet
from xingtan.apps.exchange.texts import file_name
from xingtan.kernel.scopes import Actor, under
from xingtan.people.organisations.models import Organisation

SHOWN = 20


def partners_of(actor: Actor) -> Any:
    """Partners the actor may see, with what the list shows."""
    return Partner.objects.visible_to(actor).select_related("organisation")


def attach_last(rows: Sequence[Partner]) -> None:
    """When each partner last sent something that was applied, and when something last left for it: two queries."""
    ids = [row.pk for row in rows]
    sets = ReceivedSet.objects.filter(partner_id__in=ids, state=SetState.APPLIED).order_by()
    received = dict(sets.values_list("partner_id").annotate(at=Max("applied_at")))
    made = Delivery.objects.filter(partner_id__in=ids, state=DeliveryState.READY).order_by()
    delivered = dict(made.values_list("partner_id").annotate(at=Max("made_at")))
    waiting = set(
        ReceivedSet.objects.filter(partner_id__in=ids, state=SetState.READ)
        .order_by()
        .values_list("partner_id", flat=True)
    )
    for row in rows:
        row.received_at, row.delivered_at = received.get(row.pk), delivered.get(row.pk)
        row.is_waiting = row.pk in waiting


def partner_of(actor: Actor, partner_id: int) -> Partner:
    """One partner.

    Raises:
        PartnerNotFound: not there, or not for `actor` to see.
    """
    partner: Partner | None = partners_of(actor).filter(pk=partner_id).first()
    if partner is None:
        raise PartnerNotFound(partner_id=partner_id)
    return partner


def held_counts(partner: Partner) -> list[dict[str, Any]]:
    """What is held of a partner: file, records, of which deleted, and how many stand for something of ours."""
    rows = HeldRecord.objects.filter(partner=partner).exclude(file="manifest").order_by()
    linked = dict(Link.objects.filter(partner=partner).order_by().values_list("file").annotate(n=Count("pk")))
    counted = rows.values("file").annotate(rows=Count("pk"), gone=Count("pk", filter=Q(is_gone=True)))
    return [
        {"file": row["file"], "name": file_name(row["file"]), "linked": linked.get(row["file"], 0), **row}
        for row in sorted(counted, key=lambda row: -row["rows"])
    ]


def recent_sets(partner: Partner) -> list[ReceivedSet]:
    return list(ReceivedSet.objects.filter(partner=partner)[:SHOWN])


def recent_deliveries(partner: Partner) -> list[Delivery]:
    return list(Delivery.objects.filter(partner=partner).select_related("organisation")[:SHOWN])


def released_names(partner: Partner) -> list[Any]:
    """Words of the personal fields that may leave for a partner."""
    allowed = [field for field in partner.released if field not in NUMBERS or partner.is_cleared_for_numbers]
    return [RELEASABLE[field] for field in allowed]


def places_for_partners(actor: Actor) -> list[tuple[int, str]]:
    """Bureaus and schools for which the actor may register a partner: (id, name)."""
    units = Organisation.objects.filter(under(actor.paths(MANAGE), "path"), kind__in=("bureau", "school"))
    return list(units.filter(closed_on__isnull=True).order_by("path").values_list("pk", "name"))


def scopes_of(partner: Partner) -> list[tuple[int, str]]:
    """What a delivery to the partner may cover: its own unit and the schools below: (id, name)."""
    units = Organisation.objects.below(partner.organisation.path).filter(kind__in=("bureau", "school"))
    return list(units.filter(closed_on__isnull=True).order_by("path").values_list("pk", "name"))
