"""The demonstration, loaded once for the tests of a file and taken back after them: no other file may find it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from xingtan.project.demo import loading
from xingtan.project.demo.district import District
from xingtan.project.demo.plans import DEMO

NOW = datetime(2026, 3, 18, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: object) -> Iterator[loading.Report]:
    """The report of loading the small district on an ordinary day of the second term."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield loading.load(size="demo", now=NOW)
        transaction.set_rollback(True)


@pytest.fixture
def district() -> District:
    """An empty district of the same day, for generator modules by themselves."""
    return District(plan=DEMO, seed=7, today=NOW.date(), now=NOW)
