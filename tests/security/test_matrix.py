"""Every route and method, asked by every role with ids of its own and of another school.

The expected answer is declared by route group in `expected/`. No route may be missing there, and none may be "any".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.security.asking import METHODS, NO_METHOD, SIGN_IN, ask, routes
from tests.security.expected import GROUPS, expected
from tests.security.world import ANONYMOUS, EVERYBODY, SIDES, World
from tests.standing import address_of, standing_world

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with standing_world(django_db_blocker) as built:
        yield built


def has_sides(name: str) -> bool:
    return "<int:" in routes()[name]


DECLARED = {ask: group for group in GROUPS for ask in group.asks}


def differences(world: World, name: str) -> list[str]:
    """Where the answers of one route differ from what is declared, in words."""
    found = []
    for side in SIDES if has_sides(name) else SIDES[:1]:
        place = address_of(name, world.ids[side])
        for method in METHODS:
            group = DECLARED.get((name, method))
            for role in (*EVERYBODY, ANONYMOUS):
                got = ask(world.clients[role], method, place)
                if group is not None:
                    fits = got == expected(group, role, side)
                else:  # a stranger may be sent to sign in before the method is looked at
                    fits = got == NO_METHOD or (role == ANONYMOUS and got == SIGN_IN)
                if not fits:
                    wanted = expected(group, role, side) if group else NO_METHOD
                    found.append(f"{method} {place} ({side}) as {role}: {got}, not {wanted}")
    return found


def test_every_route_and_method_is_declared_once_and_every_declared_route_exists():
    declared = [ask for group in GROUPS for ask in group.asks]

    assert len(declared) == len(set(declared))
    assert {name for name, _method in declared} == set(routes())


@pytest.mark.parametrize("name", sorted({name for name, _method in DECLARED}))
def test_each_role_gets_what_is_declared(world, name):
    assert differences(world, name) == []
