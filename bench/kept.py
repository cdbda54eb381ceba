"""The city, loaded once and copied for every measuring: loading a million people takes minutes, a copy seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "xingtan_kept_city_"
MADE_BY = ("src/xingtan/**/migrations/*.py", "src/xingtan/project/demo/*.py", "src/xingtan/project/demo/data/*")


def stamp() -> str:
    """Changes with the generator, with any migration, and every week: the city is laid relative to today."""
    digest = sha256("-".join(map(str, date.today().isocalendar()[:2])).encode())
    for pattern in MADE_BY:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def city(
    administration: str, empty: Callable[[], AbstractContextManager[str]], load: Callable[[str], float]
) -> tuple[str, float]:
    """Name of the kept database, loaded first when there is none, and the seconds that took (0.0: it was there)."""
    name = f"{PREFIX}{stamp()}"
    with psycopg.connect(administration, autocommit=True) as connection:
        there = [row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()]
        if name in there:
            return name, 0.0
        for stale in there:
            if stale.startswith(PREFIX):
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(stale)))
    with empty() as address:
        load_s = load(address)
        _let_go(administration, address)
        with psycopg.connect(administration, autocommit=True) as connection:
            names = sql.Identifier(_name(address)), sql.Identifier(name)
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))
    return name, load_s


def _name(address: str) -> str:
    return urlsplit(address).path.lstrip("/")


def _let_go(administration: str, address: str) -> None:
    """Wait until nobody is connected any more, for a database in use cannot be renamed."""
    with psycopg.connect(administration, autocommit=True) as connection:
        for _turn in range(100):
            count = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", (_name(address),))
            row = count.fetchone()
            if row is not None and row[0] == 0:
                return
            time.sleep(0.1)
