"""A small district for every test of gateway."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from xingtan.kernel.notices.testing import Outside, outside, sms_settings
from xingtan.people.roster.services import renew_join_code
from xingtan.people.roster.testing import District, build_district


@pytest.fixture
def district(db: None) -> District:
    return build_district()


@pytest.fixture
def stranger() -> Client:
    """A browser in which nobody is signed in."""
    return Client()


@pytest.fixture
def sign_in(stranger: Client) -> Callable[..., object]:
    """`sign_in("user7", "wrong")`: the answer of the sign-in page."""

    def attempt(username: str, password: str, **more: str) -> object:
        return stranger.post("/sign-in/", {"username": username, "password": password, **more})

    return attempt


@pytest.fixture
def line(settings: Any) -> Iterator[Outside]:
    """Text messages go to a server on the loopback that keeps them."""
    with outside() as server:
        sms_settings(settings, server, "gateway")
        yield server


@pytest.fixture
def class_code(district: District) -> str:
    group = renew_join_code(actor=district.actor, class_group_id=district.class_group.pk)
    assert group.join_code is not None
    return group.join_code
