"""One world for each file of tests; every request in it is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.security.world import World
from tests.standing import standing_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with standing_world(django_db_blocker) as built:
        yield built
