"""A folder that other users reach (pytest's own is closed to all but its owner), and a database of a real server."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from deploy import debian_postgres


@pytest.fixture
def open_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="xingtan-tests-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def server_address() -> str:
    """The address of the oldest server we promise; under CI=true it is made ready, elsewhere its lack is a skip."""
    given = os.environ.get("DATABASE_URL", "")
    if "@127.0.0.1" in given or "@localhost" in given:
        return given.rpartition("/")[0] + "/"
    if os.environ.get("CI") == "true" or debian_postgres.answers():
        return debian_postgres.main().rpartition("/")[0] + "/"
    pytest.skip("no PostgreSQL server on this machine")


@pytest.fixture
def database(server_address: str) -> Iterator[str]:
    """An empty database of a server of its own."""
    name = f"restored_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_address + "postgres", autocommit=True) as connection:
        statement = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
        yield server_address + name
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
