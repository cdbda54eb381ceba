"""Wrong tries at the sign-in form: counted by axes under a name and an address, and what a locked name gets to see.

The page itself belongs to the app that has the sign-in form.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import CharField, GenericIPAddressField, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xingtan.kernel.http.request import client_address
from xingtan.kernel.prepared import prepared
from xingtan.people.accounts.backends import accounts_typed
from xingtan.people.accounts.models import Account

NO_ADDRESS = "0.0.0.0"


def answer(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """429 and a sentence that says how long it lasts."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "gateway/locked.html", {"minutes": minutes}, status=429)


def name_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name under which wrong tries are counted: the account's own, whichever of its names was typed.

    Otherwise e-ID, phone number and user name, with or without spaces, would each give a new set of tries.
    """
    typed = str((credentials or {}).get("username") or request.POST.get("username", ""))
    found = accounts_typed(request, typed)
    return found[0].username if len(found) == 1 else "".join(typed.split()).lower()[:60]


def address_of(request: HttpRequest) -> str:
    """The address under which wrong tries are counted. Those without a readable one are counted together."""
    try:
        return str(ip_address(client_address(request)))
    except ValueError:
        return NO_ADDRESS


@prepared
def _tries(*, name: str, address: str) -> Any:
    at_address = Cast(Value(address, CharField()), GenericIPAddressField())
    tries = AccessAttempt.objects.filter(username=name, ip_address=at_address).order_by()
    return tries.values_list("attempt_time", "failures_since_start")


class LockHandler(AxesDatabaseHandler):  # type: ignore[misc]
    """Axes' rules and rows. Only the sign-in that succeeds at once is spared looking for what is not there."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Wrong tries that still count. A locked name is not noted again, so there are never many rows."""
        name = name_of(request, credentials)
        tries = _tries(name=name, address=request.axes_ip_address)  # type: ignore[attr-defined]
        request.__dict__["_name_without_tries"] = None if tries else name
        since = get_cool_off_threshold(request)
        return sum(count for at, count in tries if at >= since)

    def user_logged_in(self, sender: type, request: HttpRequest, user: Account, **kwargs: Any) -> None:
        """Forget the wrong tries of who is in now, unless there are none."""
        if request.__dict__.get("_name_without_tries") != user.get_username():
            super().user_logged_in(sender, request, user, **kwargs)
