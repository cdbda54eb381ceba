"""Who works at the bureau follows every kind of link and presses every kind of button; each must answer."""

from __future__ import annotations

import pytest

from tests.journeys.crawler import WORKS_AT_THE_BUREAU, Fresh, crawl

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.mark.parametrize("role", WORKS_AT_THE_BUREAU)
def test_everything_offered_answers(role: str, fresh: Fresh) -> None:
    done = crawl(role, fresh)

    assert "\n".join(done.trouble) == "", done.summary()
    assert done.left == [], done.summary()
