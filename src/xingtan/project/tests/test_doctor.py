"""The doctor names each thing and the next step; looking leaves nothing behind."""

from __future__ import annotations

import pytest
from django.db import connection

from xingtan.project import doctor

pytestmark = pytest.mark.django_db


def test_the_server_has_every_feature_and_keeps_no_trace(capsys: pytest.CaptureFixture[str]) -> None:
    code = doctor.report_database()

    assert code == 0
    assert "NOT" not in capsys.readouterr().out
    assert "xingtan_probe" not in connection.introspection.table_names()


def test_what_is_not_well_comes_with_the_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    code = doctor.report()

    lines = capsys.readouterr().out.splitlines()
    assert code == 1  # no worker lives in a test
    assert any(line.startswith("NOT worker") for line in lines)
    assert sum(line.startswith("NOT") for line in lines) == sum("Try:" in line for line in lines)
