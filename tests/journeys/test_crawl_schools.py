"""Who runs a school follows every kind of link and presses every kind of button; each must answer."""

from __future__ import annotations

import pytest

from tests.journeys.crawler import RUNS_A_SCHOOL, Fresh, crawl

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.mark.parametrize("role", RUNS_A_SCHOOL)
def test_everything_offered_answers(role: str, fresh: Fresh) -> None:
    done = crawl(role, fresh)

    assert "\n".join(done.trouble) == "", done.summary()
    assert done.left == [], done.summary()
