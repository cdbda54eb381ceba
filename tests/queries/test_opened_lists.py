"""A list as it is opened, from prepared queries, shows what the ORM would find: every list, tab, order and role."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from tests.security.world import EVERYBODY, World
from tests.standing import standing_world
from xingtan.apps.exchange.selectors import partners, sets
from xingtan.apps.exchange.tables import FindingTable as ExchangeFindingTable
from xingtan.apps.exchange.tables import PartnerTable, RowTable
from xingtan.apps.gateway.selectors import accounts
from xingtan.apps.gateway.tables.accounts import AccountTable
from xingtan.apps.gateway.tables.audit import AuditTable
from xingtan.apps.gateway.tables.deliveries import DeliveryTable
from xingtan.apps.registry.selectors import (
    classes,
    findings,
    guardianships,
    organisations,
    placements,
    pupils,
)
from xingtan.apps.registry.selectors.certificates import certificates_of as enrolment_certificates_of
from xingtan.apps.registry.services.findings import check_all
from xingtan.apps.registry.views.certificates import EnrolmentCertificateTable
from xingtan.apps.registry.views.class_list import ClassTable, TeachingGroupTable
from xingtan.apps.registry.views.findings import FindingTable
from xingtan.apps.registry.views.guardians import GuardianTable
from xingtan.apps.registry.views.organisation_list import SchoolTable
from xingtan.apps.registry.views.placements import PlacementTable
from xingtan.apps.registry.views.pupil_list import PupilTable
from xingtan.apps.registry.views.statistics_rows import RollTable
from xingtan.apps.staffing.selectors import certificates, exchanges, people
from xingtan.apps.staffing.views.certificates import CertificateTable, UnqualifiedTable
from xingtan.apps.staffing.views.exchanges import ExchangeTable
from xingtan.apps.staffing.views.people import StaffTable
from xingtan.engines.papers.selectors.papers import papers_of
from xingtan.engines.papers.selectors.seals import seals_of
from xingtan.engines.papers.views.papers import PaperTable
from xingtan.engines.papers.views.seals import SealTable
from xingtan.kernel.audit import api as audit
from xingtan.kernel.notices.models import Delivery
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables import opening, paging
from xingtan.kernel.tables.state import TableState
from xingtan.kernel.tables.table import Table

pytestmark = pytest.mark.slow

LISTS: dict[type[Table], opening.RowsOf] = {
    AccountTable: accounts.accounts_of,
    AuditTable: audit.AuditEntry.objects.visible_to,
    DeliveryTable: Delivery.objects.visible_to,
    CertificateTable: certificates.certificates_of,
    ClassTable: classes.classes_of,
    EnrolmentCertificateTable: enrolment_certificates_of,
    ExchangeFindingTable: sets.findings_seen,
    ExchangeTable: exchanges.exchanges_of,
    FindingTable: findings.findings_of,
    GuardianTable: guardianships.in_reach,
    PaperTable: papers_of,
    PartnerTable: partners.partners_of,
    PupilTable: pupils.pupil_lines,
    PlacementTable: placements.placements_of,
    RollTable: pupils.roll_of,
    RowTable: sets.rows_seen,
    SchoolTable: organisations.schools_of,
    SealTable: seals_of,
    StaffTable: people.staff_of,
    TeachingGroupTable: classes.teaching_groups_of,
    UnqualifiedTable: certificates.unqualified_of,
}
AT_SCHOOLS = ("principal", "school_administrator", "homeroom_teacher", "teacher")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with standing_world(django_db_blocker) as built:
        yield built


@pytest.fixture(scope="module")
def actors(world: World, django_db_blocker: Any) -> list[Actor]:
    """Somebody in every role, and others of the same sort elsewhere, who must not get the first one's rows."""
    district = world.district
    with django_db_blocker.unblock():
        found = [district.actor_of(world.people[role]) for role in EVERYBODY]
        check_all(on=district.on, now=timezone.now())  # so that there are findings
        elsewhere = [district.staff(role, organisation=district.other_school) for role in AT_SCHOOLS]
        return [*found, *(district.actor_of(person) for person in elsewhere)]


def states(table: type[Table]) -> list[TableState]:
    """Every tab, and every order of the first one."""
    orders = [f"{sign}{column.key}" for column in table.columns if column.sort for sign in ("", "-")]
    views = [view.code for view in table.views] or [""]
    return [TableState(view=view) for view in views] + [TableState(sort=order) for order in orders]


@pytest.mark.django_db
@pytest.mark.parametrize("table", LISTS)
def test_the_opened_list_is_what_the_orm_finds(table, actors):
    rows_of, seen = LISTS[table], 0

    for actor in actors:
        asked = table(actor)
        for state in states(table):
            rows = asked.narrow(rows_of(actor), state)
            wanted = paging.fetch(rows, asked.keys(rows, state), size=table.page_size)
            found = opening.first_page(asked, rows_of, state)
            assert found == wanted, (sorted(actor.roles), state)
            assert [vars_of(row) for row in found.rows] == [vars_of(row) for row in wanted.rows]
            seen += len(found.rows)

    assert seen, "nobody sees anything: the comparison says nothing"


@pytest.mark.django_db
@pytest.mark.parametrize("table", [table for table in LISTS if any(view.is_counted for view in table.views)])
def test_the_tabs_count_what_the_orm_counts(table, actors):
    rows_of = LISTS[table]

    for actor in actors:
        asked = table(actor)
        wanted = {
            view.code: asked.narrow(rows_of(actor), TableState(view=view.code)).count()
            for view in table.views
            if view.is_counted
        }
        assert opening.sizes(asked, rows_of) == wanted, sorted(actor.roles)


def vars_of(row: Any) -> dict[str, Any]:
    """Columns, annotations and joined rows of an instance."""
    plain = {name: value for name, value in vars(row).items() if name != "_state"}
    joined = {field.name: row._state.fields_cache.get(field.name) for field in row._meta.concrete_fields}
    return plain | {name: vars_of(other) for name, other in joined.items() if other is not None}
