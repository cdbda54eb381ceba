"""Front door of the events room."""

from xingtan.kernel.events.data import Event, listens_to
from xingtan.kernel.events.errors import PublishedOutsideTransaction
from xingtan.kernel.events.selectors import DeliveryState, delivery_state, set_aside
from xingtan.kernel.events.services import deliver_again, deliver_waiting, publish, publish_all

__all__ = (
    "DeliveryState",
    "Event",
    "PublishedOutsideTransaction",
    "deliver_again",
    "deliver_waiting",
    "delivery_state",
    "listens_to",
    "publish",
    "publish_all",
    "set_aside",
)
