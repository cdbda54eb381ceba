"""What the tests of the workflow engine share."""

from __future__ import annotations

import pytest

from xingtan.engines.workflow.testing import with_sample_kind
from xingtan.people.roster.testing import District, build_district


@pytest.fixture(autouse=True)
def sample_kind() -> None:
    with_sample_kind()


@pytest.fixture
def district(db: None) -> District:
    return build_district()
