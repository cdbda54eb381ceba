"""Loading: the same seed and day give the same rows, twice changes nothing, real rows are left alone."""

from __future__ import annotations

import hashlib
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from xingtan.kernel.audit.models import AuditEntry
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.models import Person
from xingtan.project import demo
from xingtan.project.demo import loading
from xingtan.project.demo.models import DemoLoad
from xingtan.project.demo.tests.conftest import NOW

# Columns that hold chance by design: nonces of encryption, salts of passwords; and ids that a sequence gave out.
RANDOM = {"address_sealed", "phone_sealed", "number_sealed", "student_number_sealed", "password"}
TABLES = (
    "organisations_organisation",
    "organisations_organisationfacts",
    "persons_person",
    "persons_identitydocument",
    "accounts_account",
    "postings_posting",
    "access_grant",
    "roster_enrolment",
    "roster_guardianship",
    "roster_teachingassignment",
    "roster_consent",
    "notices_recipient",
)


def checksum(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY id')
        names = [column.name for column in cursor.description]
        digest = hashlib.sha256()
        for row in cursor:
            kept = [value for name, value in zip(names, row, strict=True) if name not in RANDOM]
            digest.update(repr([bytes(v) if isinstance(v, memoryview) else v for v in kept]).encode())
    return digest.hexdigest()


def checksums_after_loading(seed: int) -> dict[str, str]:
    with transaction.atomic():
        loading.load(size="demo", seed=seed, now=NOW)
        found = {table: checksum(table) for table in TABLES}
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_the_same_seed_and_day_give_the_same_rows_and_another_seed_others():
    first = checksums_after_loading(7)

    assert checksums_after_loading(7) == first
    assert checksums_after_loading(8)["persons_person"] != first["persons_person"]


@pytest.mark.django_db
def test_a_second_loading_changes_nothing():
    loading.load(size="demo", now=NOW)
    before = (Person.objects.count(), DemoLoad.objects.get().loaded_at)
    out = StringIO()

    call_command("load_demo", stdout=out)

    assert (Person.objects.count(), DemoLoad.objects.get().loaded_at) == before
    assert "already" in out.getvalue()


@pytest.mark.django_db
def test_a_database_with_real_rows_is_left_as_it_is():
    Organisation.objects.create(kind="bureau", name="某某区教育局", path="/1/")

    with pytest.raises(CommandError, match="真实数据"):
        call_command("load_demo")
    call_command("load_demo", "--if-empty")

    assert Organisation.objects.count() == 1
    assert not Person.objects.exists() and not DemoLoad.objects.exists()


def test_what_was_loaded_is_known_and_journalled(loaded):
    demo.is_demo.cache_clear()

    assert demo.is_demo()
    demo.is_demo.cache_clear()
    entry = AuditEntry.objects.get(action="demonstration.loaded")
    assert entry.detail["counts"] == loaded.counts
    assert Person.objects.count() == loaded.counts["persons.Person"]


@pytest.mark.django_db
def test_an_empty_database_is_no_demonstration():
    demo.is_demo.cache_clear()

    assert not demo.is_demo()
    demo.is_demo.cache_clear()


def test_new_rows_go_on_numbering_where_the_generator_stopped(loaded):
    with transaction.atomic():
        organisation = Organisation.objects.create(kind="department", name="新科室", path="/new/")
        assert organisation.pk == Organisation.objects.count()
        transaction.set_rollback(True)


def test_the_accounts_are_listed_for_people_and_for_programs(loaded):
    shown, listed = StringIO(), StringIO()

    call_command("demo_accounts", stdout=shown)
    call_command("demo_accounts", "--json", stdout=listed)

    accounts = json.loads(listed.getvalue())
    assert len(accounts) == 17 and len(shown.getvalue().splitlines()) == 17
    assert {"role", "name", "password", "organisation"} <= accounts[0].keys()
    assert accounts[0]["role"] == "教育局领导"
