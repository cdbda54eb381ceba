"""The nightly backup keeps as many as it should, says what it made, and what goes wrong ends a run with a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.tasks.data import State
from xingtan.kernel.tasks.models import TaskRun
from xingtan.kernel.tasks.services import run_waiting
from xingtan.kernel.tasks.tasks import run_schedule
from xingtan.project.backup import nightly
from xingtan.project.upgrading import compare

pytestmark = pytest.mark.django_db

OLD = [f"xingtan-202601{day:02d}T013000Z" for day in range(1, 6)]


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """A folder of five old backups, something that is none, and a file."""
    settings.BACKUP_FOLDER = str(tmp_path)
    for name in (*OLD, "xingtan-of-somebody"):
        (tmp_path / name).mkdir()
    (tmp_path / "xingtan-20250101T013000Z").write_text("a file")
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if nightly.MADE_BY_US.fullmatch(path.name) and path.is_dir())


def test_the_oldest_beyond_the_number_go_and_nothing_else(folder: Path, settings: Any) -> None:
    settings.BACKUP_KEEP = 3
    told = nightly.make_nightly()

    kept = names(folder)
    assert told and told.startswith(kept[-1]) and "3 old removed" in told
    assert kept[:-1] == OLD[-2:]
    assert (folder / "xingtan-of-somebody").is_dir() and (folder / "xingtan-20250101T013000Z").is_file()


def test_with_0_all_are_kept(folder: Path, settings: Any) -> None:
    settings.BACKUP_KEEP = 0
    nightly.make_nightly()

    assert len(names(folder)) == 6


def test_without_a_folder_none_is_made(settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_FOLDER = ""

    assert nightly.make_nightly() is None
    assert nightly.latest() is None


def test_a_failed_night_removes_nothing_and_says_why(settings: Any, folder: Path, tmp_path: Path) -> None:
    settings.BACKUP_FOLDER, settings.BACKUP_KEEP = str(tmp_path / OLD[0] / "a-file"), 1
    Path(settings.BACKUP_FOLDER).write_text("in the way")
    run = run_schedule.enqueue(code="project.backup")
    for _attempt in range(4):
        TaskRun.objects.filter(pk=run.pk, state=State.QUEUED).update(due_at="2026-01-01T00:00:00Z")
        run_waiting()
    run.refresh_from_db()

    assert (run.state, names(folder)) == (State.FAILED, OLD)
    assert "is not a folder" in run.error


def test_it_is_a_schedule_of_the_night() -> None:
    assert REGISTRY.find("schedules", "project.backup").cron == "30 1 * * *"


@pytest.mark.parametrize(
    ("after", "mark"),
    [({"a": 2, "b": 1}, "ok "), ({"a": 3, "b": 1, "c": 9}, "ok "), ({"a": 1, "b": 1}, "NOT"), ({"a": 2}, "NOT")],
    ids=["equal", "more", "fewer", "gone"],
)
def test_an_upgrade_may_not_lose_a_row(after: dict[str, int], mark: str) -> None:
    found = list(compare({"a": 2, "b": 1}, after))

    assert [finding.mark for finding in found] == [mark]
