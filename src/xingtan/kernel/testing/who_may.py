"""The table "who may do this" that stands beside every write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Case:
    """One line: who asks, with which permissions, on whose school, and the status they get."""

    name: str
    permissions: Sequence[str]
    is_own_school: bool
    status: int


def who_may(*, view: str, act: str, done: int = 200) -> pytest.MarkDecorator:
    """Parametrise a test over the usual four: may act, may only look, other school, no grant.

    The test takes `case`. Looking without acting answers 403; what one may not see answers 404.
    """
    cases = (
        Case("may-act", (view, act), True, done),
        Case("may-only-look", (view,), True, 403),
        Case("other-school", (view, act), False, 404),
        Case("no-grant", (), True, 404),
    )
    return table(*cases)


def table(*cases: Case) -> pytest.MarkDecorator:
    """Parametrise a test over `cases` of one's own."""
    params: list[Any] = [pytest.param(case, id=case.name) for case in cases]
    return pytest.mark.parametrize("case", params)
