"""Refusals of the events room."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import NotFound


class PublishedOutsideTransaction(RuntimeError):
    """An event without its change could announce what never happened. A mistake in code, not of a user."""


class DeliveryNotFound(NotFound):
    code = "events.delivery_not_found"
    message = _("没有找到这次投递。")
