"""A world whose people all read one language, with nothing in it named in the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pgtrigger
import pytest
from django.db import connection, transaction

from tests.security.world import ANONYMOUS, World
from tests.standing import standing_world
from xingtan.people.accounts.models import Account

NAMED_BY_PEOPLE = {
    "organisations_organisation": ("name", "short_name"),
    "organisations_organisationfacts": ("name",),
    "organisations_grouping": ("name",),
    "persons_person": ("name",),
    "persons_personevent": ("name",),
    "persons_dataconfirmation": ("reason",),
    "roster_teachinggroup": ("name",),
    "roster_calendarday": ("name",),
    "tasks_taskrun": ("label",),
    "tables_bulkrun": ("act_label",),
    "notices_notice": ("title", "body", "sender"),
    "workbench_letter": ("scope_name",),
    "exchange_partner": ("name", "vendor", "contact"),
    "exchange_receivedset": ("name",),
    "exchange_setrow": ("name", "remark"),
    "imports_importrun": ("file_name", "target_label", "person_name"),
    "imports_importrow": ("title",),
    "papers_paper": ("organisation_name", "number", "title", "revoke_reason"),
    "papers_seal": ("label", "retire_reason"),
    "papers_sealuse": ("title", "reason"),
    "registry_certificate": ("name", "school_name", "class_name", "purpose"),
    "registry_custodyrequest": ("statement", "note"),
    "registry_differentpair": ("note",),
    "registry_placement": ("basis", "seed"),
    "roster_personmerge": ("note",),
    "staffing_weeklyplan": ("name", "basis"),
    "workflow_case": ("title",),
    "workflow_flow": ("label",),
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with standing_world(django_db_blocker) as built:
        yield built


@pytest.fixture(scope="module", params=["zh-hans", "en"])
def language(request: pytest.FixtureRequest, world: World, django_db_blocker: Any) -> Iterator[str]:
    """The language everybody reads; for English the world is named in Latin letters."""
    with django_db_blocker.unblock(), transaction.atomic():
        Account.objects.update(language=request.param)
        world.clients[ANONYMOUS].cookies["django_language"] = request.param
        if request.param == "en":
            _name_in_latin_letters()
        yield request.param
        transaction.set_rollback(True)


def _name_in_latin_letters() -> None:
    with pgtrigger.ignore("papers.SealUse:append_only"), connection.cursor() as cursor:
        for table, columns in NAMED_BY_PEOPLE.items():
            for column in columns:
                latin = f"regexp_replace({column}, '[\u3400-\u9fff]+', 'Amudarya ' || id, 'g')"
                cursor.execute(f"UPDATE {table} SET {column} = {latin}")
        cursor.execute("""UPDATE imports_importrow SET problems = '[["name", "May not be empty."]]'""")
        named = 'regexp_replace(steps::text, \'"label": "[^"]*"\', \'"label": "Amudarya"\', \'g\')::jsonb'
        cursor.execute(f"UPDATE workflow_flowversion SET steps = {named} WHERE published_at IS NULL")
        cursor.execute("UPDATE accounts_agreement SET text_en = 'Rules.' WHERE version = 'test'")
