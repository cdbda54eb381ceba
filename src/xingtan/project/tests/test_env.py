"""A wrong setting stops the start and is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from xingtan.project import env
from xingtan.project.supervisor.config import Config


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "eighty"), ("PORT", "70000"), ("PORT", "-1"), ("DEMO", "perhaps"), ("WEB_WORKERS", "2.5")],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(env.WrongSetting, match=f"{name}.*cannot be used"):
        Config.read()


def test_numbers_behind_an_address_are_numbers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone@db:6543/x?prepare_threshold=7&sslmode=require")

    found = env.database("DATABASE_URL", tmp_path, doc="")

    assert found["OPTIONS"] == {"prepare_threshold": 7, "sslmode": "require"} and found["PORT"] == "6543"


def test_a_wrong_address_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://root:secret@host/x")

    with pytest.raises(env.WrongSetting, match="DATABASE_URL") as raised:
        env.database("DATABASE_URL", tmp_path, doc="")

    assert "secret" not in str(raised.value)


def test_the_command_stops_with_the_name_of_the_variable() -> None:
    started = subprocess.run(
        [sys.executable, "-m", "xingtan.project.cli", "up"],
        env={**os.environ, "PORT": "many"},
        capture_output=True,
        text=True,
    )

    assert started.returncode == 1
    assert "PORT='many'" in started.stderr
    assert "Traceback" not in started.stderr


def test_every_variable_read_is_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)

    Config.read()

    assert {"PORT", "LISTEN", "DEMO", "XINGTAN_HOME", "DATABASE_URL"} <= set(env.DOCUMENTED)
    assert all(variable.doc for variable in env.DOCUMENTED.values())
