"""A district for tests of papers."""

from __future__ import annotations

import pytest

from xingtan.people.roster.testing import District, build_district


@pytest.fixture
def district(db: None) -> District:
    return build_district()
