"""/healthz tells three parts apart, under any host name, and says nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from xingtan.project import health

pytestmark = pytest.mark.django_db


def test_it_answers_under_any_host(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["school.example"]

    answer = client.get("/healthz", headers={"host": "10.0.0.7"})

    assert answer.status_code in (200, 503)
    assert set(answer.json()) == {"ok", "database", "worker", "storage"}
    assert answer["Cache-Control"] == "no-store"


def test_without_a_worker_it_is_not_well(client: Client) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["worker"]["ok"] is False
    assert answer.json()["database"]["ok"] is True


def test_with_a_living_worker_it_is_well(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")

    answer = client.get("/healthz")

    assert answer.status_code == 200


def test_a_part_that_cannot_be_asked_is_not_well(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> dict[str, Any]:
        raise OSError("No space left on device: /srv/private")

    monkeypatch.setattr(health, "storage", full)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["storage"] == {"ok": False, "error": "OSError"}
