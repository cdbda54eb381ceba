"""Actors made for tests, without accounts or postings behind them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count

from xingtan.kernel.scopes import Actor

DAY = date(2025, 9, 23)
_numbers = count(900_001)


def make_actor(
    *grants: tuple[str, str],
    on: date = DAY,
    roles: Iterable[str] = (),
    person_id: int | None = None,
    account_id: int | None = None,
    name: str = "",
) -> Actor:
    """An actor signed in on `on` who holds each (permission, path) of `grants`."""
    number = next(_numbers)
    held: dict[str, tuple[str, ...]] = {}
    for permission, path in grants:
        held[permission] = (*held.get(permission, ()), path)
    return Actor(
        account_id=account_id if account_id is not None else number,
        person_id=person_id if person_id is not None else number,
        on=on,
        grants=held,
        roles=frozenset(roles),
        name=name,
    )
