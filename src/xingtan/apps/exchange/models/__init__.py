"""Models of the exchange, by noun."""

from xingtan.apps.exchange.models.deliveries import DeliveredRecord, Delivery, DeliveryRow
from xingtan.apps.exchange.models.held import HeldFile, HeldRecord, Layout, Link
from xingtan.apps.exchange.models.partners import Partner
from xingtan.apps.exchange.models.sets import Finding, ReceivedSet, SetFile, SetRow, UndoStep

__all__ = [
    "DeliveredRecord",
    "Delivery",
    "DeliveryRow",
    "Finding",
    "HeldFile",
    "HeldRecord",
    "Layout",
    "Link",
    "Partner",
    "ReceivedSet",
    "SetFile",
    "SetRow",
    "UndoStep",
]
