"""The journal keeps what is entered and refuses every change."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from xingtan.kernel.audit import api as audit
from xingtan.kernel.audit.models import AuditEntry
from xingtan.kernel.http import request as http_request

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_from_where(make_actor, settings):
    settings.TRUSTED_PROXIES = 0
    actor = make_actor()
    headers = {"REMOTE_ADDR": "10.1.2.3", "REMOTE_PORT": "50112", "HTTP_USER_AGENT": "Chrome 109"}
    facts = http_request.facts_of(RequestFactory().post("/", **headers), "7K3F-92QD")
    token = http_request._current.set(facts)

    entry = audit.record(actor, "people.exported", "list", "pupils", "/1/5/", {"columns": ["name"]}, rows=308)

    http_request._current.reset(token)
    entry = AuditEntry.objects.get(pk=entry.pk)
    assert (entry.account_id, entry.person_id) == (actor.account_id, actor.person_id)
    assert (entry.address, entry.port, entry.user_agent, entry.quote) == ("10.1.2.3", 50112, "Chrome 109", "7K3F-92QD")
    assert (entry.rows, entry.result, entry.detail) == (308, "ok", {"columns": ["name"]})


def test_reading_personal_data_is_entered_with_its_reason(make_actor):
    audit.record_read(make_actor(), "person", 12, "/1/5/", fields=("phone", "document"), reason="家访")

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.object_id, entry.rows) == ("personal_data.read", "12", 1)
    assert entry.detail == {"fields": ["document", "phone"], "reason": "家访"}


def test_text_with_nul_is_entered_without_it(make_actor):
    audit.record(make_actor(), "sign_in.failed", "account", "a", "/", {"name": "a\x00b", "tries": [1, "\x00"]})

    assert AuditEntry.objects.get().detail == {"name": "ab", "tries": [1, ""]}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditentry SET action = 'other'",
        "UPDATE audit_auditentry SET block_id = 1, action = 'other'",
        "DELETE FROM audit_auditentry",
        "TRUNCATE audit_auditentry",
    ],
)
def test_the_database_refuses_to_change_or_remove_entries(make_actor, statement):
    audit.record(make_actor(), "people.read", "person", 1, "/1/")

    with pytest.raises(DatabaseError, match=r"append-only|never emptied"), transaction.atomic():
        connection.cursor().execute(statement)

    assert AuditEntry.objects.get().action == "people.read"


@pytest.mark.parametrize(
    ("grants", "seen"),
    [((("audit.view", "/1/"),), 2), ((("audit.view", "/1/5/"),), 1), ((("audit.view", "/1/50/"),), 0), ((), 0)],
    ids=["region", "school", "other-school", "no-grant"],
)
def test_entries_are_seen_by_scope(make_actor, grants, seen):
    audit.record(make_actor(), "a.done", "x", 1, "/1/5/")
    audit.record(make_actor(), "a.done", "x", 2, "/1/6/")

    assert AuditEntry.objects.visible_to(make_actor(*grants)).count() == seen


def test_what_belongs_nowhere_stands_where_the_actor_does_and_somebody_sees_it(make_actor):
    audit.record(make_actor(("people.view", "/1/5/17/"), ("people.view", "/1/5/")), "list.exported", "list", "x", "/")
    audit.record(make_actor(), "sign_in.failed", "account", "nobody", "")

    assert set(AuditEntry.objects.values_list("organisation_path", flat=True)) == {"/1/5/", "/"}
    assert AuditEntry.objects.visible_to(make_actor(("audit.view", "/1/5/"))).get().action == "list.exported"
    both = make_actor(("audit.view", "/1/5/"), ("audit.view_placeless", "/1/5/"))
    assert AuditEntry.objects.visible_to(both).count() == 2
