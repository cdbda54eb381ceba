"""A small district for every test of gateway."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

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
