"""The command `xingtan` explains itself and refuses what it does not know."""

from __future__ import annotations

import pytest

from xingtan.project import cli


@pytest.mark.parametrize(
    "command",
    ["up", "demo", "doctor", "audit", "bench", "backup", "restore", "upgrade", "server-files", "web", "worker"],
)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main([command, "--help"])

    assert stopped.value.code == 0
    assert f"usage: xingtan {command}" in capsys.readouterr().out


def test_an_unknown_command_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["dance"])

    assert stopped.value.code == 2
    assert "doctor" in capsys.readouterr().err


def test_a_folder_of_somebody_else_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(options: object) -> int:
        raise PermissionError(13, "Permission denied", "/srv/closed")

    monkeypatch.setattr(cli, "_up", refuse)

    with pytest.raises(SystemExit, match="/srv/closed may not be used by this user"):
        cli.main(["up"])
