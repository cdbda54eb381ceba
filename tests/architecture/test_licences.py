"""The licence check bites: a GPL or AGPL package at run time is named, the LGPL and a free choice pass."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deploy.checks import licences


@pytest.mark.parametrize(
    ("licence", "is_forbidden"),
    [
        ("MIT", False),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT OR GPL-2.0-or-later", False),
        ("GPL-3.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("GNU Affero General Public License v3", True),
        ("GNU General Public License v2 (GPLv2)", True),
    ],
)
def test_which_licences_are_refused(licence: str, is_forbidden: bool) -> None:
    assert licences.is_forbidden(licence) is is_forbidden


def test_a_planted_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = {
        "": {"name": "xingtan"},
        "node_modules/good": {"license": "MIT"},
        "node_modules/tool": {"license": "GPL-3.0", "dev": True},
        "node_modules/planted": {"license": "AGPL-3.0"},
    }
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": packages}))
    (tmp_path / "uv.lock").write_text("package = []")
    monkeypatch.setattr(licences, "ROOT", tmp_path)

    assert licences.findings() == ["package-lock.json: node_modules/planted: AGPL-3.0"]


def test_what_the_lock_files_hold_is_allowed() -> None:
    assert licences.findings() == []
