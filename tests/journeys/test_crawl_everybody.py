"""Teachers, families and passers-by follow every kind of link and press every kind of button; each must answer."""

from __future__ import annotations

import pytest

from tests.journeys.crawler import EVERYBODY_ELSE, RUNS_A_SCHOOL, WORKS_AT_THE_BUREAU, Fresh, crawl
from tests.journeys.district import ANONYMOUS
from xingtan.people.access.data import ROLES

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.mark.parametrize("role", EVERYBODY_ELSE)
def test_everything_offered_answers(role: str, fresh: Fresh) -> None:
    done = crawl(role, fresh)

    assert "\n".join(done.trouble) == "", done.summary()
    assert done.left == [], done.summary()


def test_no_role_is_forgotten() -> None:
    assert {*EVERYBODY_ELSE, *RUNS_A_SCHOOL, *WORKS_AT_THE_BUREAU} == {*ROLES, ANONYMOUS}
