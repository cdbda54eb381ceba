"""Every test of this room runs twice: with the store in a folder, and with the store in a bucket."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True, params=["folder", "s3"])
def store_of_each_kind(request: pytest.FixtureRequest, settings: Any, tmp_path: Any) -> str:
    settings.HOME = tmp_path
    if request.param == "s3":
        request.getfixturevalue("s3_bucket")
    return str(request.param)
