"""The doctor names each thing and the next step; looking leaves nothing behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from xingtan.kernel.tasks.models import TaskRun
from xingtan.project import doctor, findings
from xingtan.project.backup import making
from xingtan.project.backup.progress import Progress

pytestmark = pytest.mark.django_db


def marks() -> dict[str, str]:
    """Mark of each finding, by its first word."""
    return {finding.what.split(":")[0].split(" ")[0]: finding.mark for finding in findings.all_findings()}


@pytest.fixture
def alive() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")


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
    assert sum(line.startswith(("NOT", "!")) for line in lines) == sum("Try:" in line for line in lines)


def test_with_a_worker_a_trial_is_well(alive: None, capsys: pytest.CaptureFixture[str]) -> None:
    code = doctor.report()

    assert code == 0, capsys.readouterr().out


def test_keys_that_others_read_are_named(alive: None, settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    (tmp_path / "keys").mkdir(mode=0o700)
    (tmp_path / "keys" / "audit_key").write_text("x")
    (tmp_path / "keys" / "audit_key").chmod(0o640)

    assert marks()["keys"] == findings.NOT
    (tmp_path / "keys" / "audit_key").chmod(0o600)
    assert marks()["keys"] == findings.OK


def test_work_that_waits_long_is_named(alive: None) -> None:
    TaskRun.objects.create(task="x", queue="x", label="x", due_at=timezone.now() - timedelta(hours=1))

    assert marks()["queue"] == findings.NOT


@pytest.mark.parametrize(
    ("changes", "listen", "what", "mark"),
    [
        ({"IS_DEMO": True}, "127.0.0.1", "DEMO=1", findings.ADVICE),
        ({"IS_DEMO": True}, "0.0.0.0", "DEMO=1", findings.NOT),
        ({"IS_DEMO": False, "ALLOWED_HOSTS": ["*"]}, "127.0.0.1", "ALLOWED_HOSTS=*", findings.NOT),
        ({"IS_DEMO": False, "ALLOWED_HOSTS": ["a.cn"]}, "0.0.0.0", "reached", findings.NOT),
        ({"IS_DEMO": False, "ALLOWED_HOSTS": ["a.cn"], "BEHIND_TLS": True}, "127.0.0.1", "behind", findings.NOT),
        ({"IS_DEMO": False, "BACKUP_FOLDER": ""}, "127.0.0.1", "backup", findings.NOT),
    ],
    ids=["demo-here", "demo-reached", "any-host", "plain-http", "proxy", "no-backup"],
)
def test_settings_that_are_unsafe_are_named(
    settings: Any, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], listen: str, what: str, mark: str
) -> None:
    monkeypatch.setenv("LISTEN", listen)
    for name, value in changes.items():
        setattr(settings, name, value)

    assert marks()[what] == mark


def test_an_overdue_backup_is_named(settings: Any, tmp_path: Path, client: Any) -> None:
    settings.BACKUP_FOLDER, now = str(tmp_path), timezone.now()
    assert marks()["backup"] == findings.NOT

    making.make(to=tmp_path, now=now - timedelta(days=3), progress=Progress(is_quiet=True))
    assert marks()["backup"] == findings.NOT

    making.make(to=tmp_path, now=now, progress=Progress(is_quiet=True))
    told = client.get("/healthz").json()["backup"]
    assert marks()["backup"] == findings.OK
    assert (told["ok"], told["kept"]) == (True, 2)
