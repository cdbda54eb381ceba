"""Blocks seal entries into a chain; whoever tampers is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from xingtan.kernel.audit import api as audit
from xingtan.kernel.audit.models import AuditBlock, AuditEntry
from xingtan.kernel.audit.partitions import ensure_partitions, month_after, month_of, retire_old
from xingtan.kernel.audit.sealing import seal
from xingtan.kernel.audit.services import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_blocks(make_actor):
    """Three blocks of two entries each."""
    for number in range(6):
        audit.record(make_actor(), "people.read", "person", number, "/1/")
        if number % 2:
            seal()


def as_superuser(*statements: str) -> None:
    """What somebody with all rights in the database can do: switch the triggers off first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE audit_auditentry DISABLE TRIGGER ALL; ALTER TABLE audit_auditblock DISABLE TRIGGER ALL"
        )
        for statement in statements:
            cursor.execute(statement)


def test_an_untouched_journal_is_whole_and_its_tail_is_counted(three_blocks, make_actor):
    audit.record(make_actor(), "people.read", "person", 7, "/1/")

    verdict = verify()

    assert (verdict.ok, verdict.blocks, verdict.entries, verdict.unsealed) == (True, 3, 6, 1)
    assert verdict.head == AuditBlock.objects.get(number=3).hash


def test_sealing_again_seals_nothing_twice(three_blocks):
    assert seal() == 0
    assert AuditBlock.objects.count() == 3


@pytest.mark.parametrize(
    ("tampering", "block", "reason"),
    [
        ("UPDATE audit_auditentry SET person_id = 1 WHERE object_id = '2'", 2, "changed"),
        ("UPDATE audit_auditentry SET detail = '{\"x\": 1}' WHERE object_id = '5'", 3, "changed"),
        ("DELETE FROM audit_auditentry WHERE object_id = '3'", 2, "removed"),
        (
            "INSERT INTO audit_auditentry SELECT id + 1000, at, account_id, person_id, posting_id, actor_name, action, "
            "object_kind, object_id, organisation_path, result, rows, detail, address, port, user_agent, quote, "
            "block_id FROM audit_auditentry WHERE object_id = '0'",
            1,
            "added",
        ),
        ("UPDATE audit_auditblock SET entries = 1 WHERE number = 2", 2, "block"),
        ("DELETE FROM audit_auditblock WHERE number = 2", 2, "missing"),
        ("DELETE FROM audit_auditblock WHERE number = 3", 3, "missing"),
        ("UPDATE audit_auditblock SET previous = repeat('0', 64) WHERE number = 2", 2, "chain"),
    ],
    ids=["actor", "detail", "deleted", "inserted", "block", "block-deleted", "last-block-deleted", "chain"],
)
def test_tampering_by_a_superuser_is_found_and_named(three_blocks, tampering, block, reason):
    as_superuser(tampering)

    verdict = verify()

    assert not verdict.ok
    assert (verdict.broken.block, verdict.broken.reason) == (block, reason)


def test_the_changed_entry_itself_is_named(three_blocks):
    entry = AuditEntry.objects.get(object_id="4")
    as_superuser(f"UPDATE audit_auditentry SET address = '8.8.8.8' WHERE id = {entry.pk}")

    assert verify().broken.entry_ids == (entry.pk,)


def test_a_chain_rewritten_without_the_key_is_found(three_blocks, settings):
    real_key = settings.AUDIT_KEY
    settings.AUDIT_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    as_superuser("UPDATE audit_auditentry SET block_id = NULL", "DELETE FROM audit_auditblock")
    seal()

    settings.AUDIT_KEY = real_key

    assert verify().broken.block == 1


def test_entries_older_than_kept_are_dropped_and_the_chain_stays_whole(make_actor, settings):
    settings.AUDIT_KEEP_MONTHS = 1  # the law's six months win
    now = datetime(2031, 3, 10, tzinfo=UTC)
    for months in (9, 2):
        month = month_after(month_of(now), -months)
        ensure_partitions(datetime(month.year, month.month, 1, tzinfo=UTC))
        actor = make_actor()
        AuditEntry.objects.create(
            at=datetime(month.year, month.month, 5, tzinfo=UTC),
            account_id=actor.account_id,
            action="a.done",
            object_kind="x",
        )
    seal(now)

    retired = retire_old(now)

    assert datetime(2030, 6, 1).date() in retired
    assert datetime(2031, 1, 1).date() not in retired
    verdict = verify()
    assert (verdict.ok, verdict.entries, verdict.retired) == (True, 1, 1)


def test_partitions_are_made_ahead_once():
    now = datetime(2032, 11, 30, 23, 59, tzinfo=UTC)

    assert ensure_partitions(now) == 4
    assert ensure_partitions(now + timedelta(minutes=1)) == 1
    assert ensure_partitions(now) == 0
