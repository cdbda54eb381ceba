"""Material that others made: a OneRoster 1.2 set with misspelled heads, foreign dates and references to nothing."""

from __future__ import annotations

import io
import zipfile

import pytest

from xingtan.apps.exchange.models import Finding, HeldRecord, SetRow
from xingtan.apps.exchange.services import return_held
from xingtan.apps.exchange.testing import apply, clerk, make_partner, receive, undo
from xingtan.apps.exchange.texts import sentence


@pytest.fixture
def sample(samples) -> bytes:
    return (samples / "roster/oneroster/csv_data/v1p2_full_dataset.zip").read_bytes()


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def said(received) -> set[str]:
    found = Finding.objects.filter(received_set=received)
    return {f"{row.file}:{row.line}:{row.column} {sentence(row.code, row.column, row.values)}" for row in found}


def test_it_comes_in_without_errors_and_every_interpretation_is_said(district, sample):
    received = receive(clerk(district), make_partner(district.bureau), sample)

    notes = said(received)
    assert received.state == "read" and received.counts["errors"] == 0
    assert SetRow.objects.filter(received_set=received).count() == 59
    assert "roles:1:dataLastModified 表头“dataLastModified”拼写有误，按dateLastModified阅读。" in notes
    assert "users:1:prefferedGivenName 表头“prefferedGivenName”拼写有误，按preferredGivenName阅读。" in notes
    assert "users:7:dateLastModified “15/06/2023”按日/月/年读作2023-06-15。" in notes
    assert "users:2:dateLastModified “1/05/2023”按日/月/年读作2023-05-01。" in notes
    assert "userProfiles:1: 表头是roles的列，按roles阅读，仍以原文件名保存。" in notes
    assert "roles:1: 表头末尾有2个空列，原样保存。" in notes
    assert any(note.startswith("orgs:2:parentSourcedId 所指的“org-sch-222-3456”") for note in notes)
    assert any(note.startswith("academicSessions:4:status 状态inactive") for note in notes)
    assert "classes:2:classType “Scheduled”的大小写与标准不同，按scheduled阅读。" in notes


def test_it_goes_back_to_the_partner_as_it_came(district, sample):
    actor, partner = clerk(district), make_partner(district.bureau)
    apply(actor, receive(actor, partner, sample))

    _partner, content = return_held(actor=actor, partner_id=partner.pk)

    with content:
        assert members(content.read()) == members(sample)


def test_the_same_set_again_changes_nothing(district, sample):
    actor, partner = clerk(district), make_partner(district.bureau)
    apply(actor, receive(actor, partner, sample))
    before = list(HeldRecord.objects.order_by("pk").values())

    again = receive(actor, partner, sample)
    apply(actor, again)

    assert {difference for counts in again.counts["files"].values() for difference in counts} == {"same"}
    assert list(HeldRecord.objects.order_by("pk").values()) == before


def test_passwords_and_phones_never_lie_open(district, sample):
    actor, partner = clerk(district), make_partner(district.bureau)
    apply(actor, receive(actor, partner, sample))

    kept = [cell for model in (HeldRecord, SetRow) for row in model.objects.all() for cell in row.cells]
    assert not any("Password1-" in cell or "6037778888" in cell for cell in kept)
    assert not any("Password1-" in str(found.values) for found in Finding.objects.all())


def test_undoing_leaves_nothing_behind(district, sample):
    actor, partner = clerk(district), make_partner(district.bureau)
    received = apply(actor, receive(actor, partner, sample))

    undo(actor, received)

    assert received.state == "undone"
    assert not HeldRecord.objects.exists() and not partner.held_files.exists() and not partner.links.exists()
