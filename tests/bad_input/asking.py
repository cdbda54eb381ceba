"""Sending what nobody should send, and seeing that it is refused in words and leaves no trace."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from django.db import connection
from django.test import Client

from tests.english.reading import texts_of
from tests.security.asking import routes
from tests.security.world import ANONYMOUS, World
from tests.standing import address_of, taken_back

ROLES = (
    "school_administrator",
    "bureau_staff",
    "system_administrator",
    "security_administrator",
    "guardian",
    "student",
    ANONYMOUS,
)
SENTENCE = re.compile(r"[\u3400-\u9fff].{2,}[。，？]")
# Written by asking at all: browsers last seen, attempts that lock an account, figures kept for the next reader.
NOTED = ("accounts_session", "axes_", "gateway_try", "workbench_tally")
# Refusals of these are entered in the journal, as the law asks.
JOURNALLED = ("gateway:sign_in", "gateway:activate", "gateway:account_password")


def state_of_all_tables(name: str = "") -> dict[str, tuple[int, int]]:
    """(rows, checksum) of every table that asking at this address must not change."""
    noted = (*NOTED, "audit_") if name in JOURNALLED else NOTED
    names = [table for table in connection.introspection.table_names() if not table.startswith(noted)]
    parts = [f"SELECT '{name}', count(*), coalesce(sum(hashtext(t::text)), 0) FROM \"{name}\" t" for name in names]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {name: (int(rows), int(total)) for name, rows, total in cursor.fetchall()}


def assert_refused(client: Client, address: str, data: Any = None, words: str = "", **extra: Any) -> None:
    """A 4xx with a Chinese sentence (that says `words`), and every table as it was."""
    with taken_back(client):
        before = state_of_all_tables()
        response = client.post(address, {} if data is None else data, **extra)
        after = state_of_all_tables()
    page = response.content.decode()
    assert 400 <= response.status_code < 500, f"{response.status_code} {response.headers.get('Location', '')}"
    assert after == before, {name for name in after if after[name] != before[name]}
    assert any(SENTENCE.search(text) for _language, text in texts_of(page)), page
    assert words in page, [text for _language, text in texts_of(page)][-40:]


class FormReader(HTMLParser):
    """The last form of a page: what a browser would send if nothing were typed."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        if not self.forms:
            return
        name, fields = given.get("name", ""), self.forms[-1]
        if tag == "select":
            self.select = name
            fields.setdefault(name, "")
        elif tag == "option" and given.get("value") and not fields.get(self.select):
            fields[self.select] = given["value"]
        elif tag == "textarea" or (tag == "input" and given.get("type") not in ("submit", "file")):
            fields.setdefault(name, given.get("value", ""))


def form_of(world: World, name: str) -> tuple[str, dict[str, str]] | None:
    """(role, fields) of the form at an address, as somebody sees it who may send it."""
    for role in ROLES:
        response = world.clients[role].get(address_of(name, world.ids["own"]))
        if response.status_code == 405:
            return None
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            reader = FormReader()
            reader.feed(response.content.decode())
            fields = max(reader.forms, key=len, default={})
            for kept in ("csrfmiddlewaretoken", "next", ""):
                fields.pop(kept, None)
            if fields:
                return role, fields
    return None


def every_address() -> list[str]:
    """Names of all addresses but those that hand out bytes or speak to machines."""
    return sorted(name for name in routes() if name != "healthz" and not name.startswith("files:"))
