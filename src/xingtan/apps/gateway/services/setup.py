"""The first run: an empty database becomes a bureau, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from xingtan.apps.gateway.data import AUDIT_SETUP
from xingtan.apps.gateway.errors import AdministratorsNotDistinct, SetupNotNeeded
from xingtan.apps.gateway.selectors.setup import is_empty
from xingtan.apps.gateway.services.accounts import Slip
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import local_day
from xingtan.kernel.codes import api as codes
from xingtan.kernel.scopes import Actor, system_actor
from xingtan.people.accounts.models import Account
from xingtan.people.accounts.services import issue_slips, open_account
from xingtan.people.organisations import services as organisations
from xingtan.people.organisations.data import Kind
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.services import clean_phone, create_person
from xingtan.people.postings.services import add_posting
from xingtan.people.roster.services import add_term

LOCK = 8_021_977
PERMISSIONS = (
    "organisations.view",
    "organisations.manage",
    "accounts.view",
    "accounts.manage",
    "roster.manage_calendar",
)
ROLES = {"system": "system_administrator", "security": "security_administrator", "audit": "audit_administrator"}


@dataclass(frozen=True, kw_only=True)
class Administrator:
    name: str
    sex: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class FirstRun:
    """What the wizard asks.

    Args:
        province, county_code: GB/T 2260, six digits each.
        administrators: by "system", "security" and "audit".
        ordinal: which term of the school year the dates are for, 1 or 2.
    """

    province: str
    county_code: str
    county_name: str
    bureau_name: str
    divisions: tuple[str, ...]
    administrators: Mapping[str, Administrator]
    starts_in: int
    ordinal: int
    term_starts_on: date
    term_ends_on: date


@transaction.atomic
def set_up(*, first_run: FirstRun, now: datetime) -> list[Slip]:
    """Make the bureau and its three administrators; returns their activation slips, the system administrator's first.

    Raises:
        SetupNotNeeded: there are organisations or people already, perhaps from a wizard run at the same moment.
        AdministratorsNotDistinct, WrongName, WrongPhone, TermsOverlap, OutsideSchoolYear: nothing was made.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if not is_empty():
        raise SetupNotNeeded
    _check_distinct(first_run)
    actor = system_actor("first-run", on=local_day(now), permissions=PERMISSIONS)
    bureau = _build_tree(actor, first_run)
    accounts = [_administrator(actor, bureau, code, first_run.administrators[code]) for code in ROLES]
    add_term(
        actor=actor,
        starts_in=first_run.starts_in,
        ordinal=first_run.ordinal,
        starts_on=first_run.term_starts_on,
        ends_on=first_run.term_ends_on,
    )
    audit.record(actor, AUDIT_SETUP, "organisation", bureau.pk, bureau.path)
    issued = {account.pk: Slip(account=account, code=code) for account, code in _slips(actor, accounts, now)}
    return [issued[pk] for pk in accounts]


def _slips(actor: Actor, account_ids: list[int], now: datetime) -> list[tuple[Account, str]]:
    issued: list[tuple[Account, str]] = issue_slips(actor=actor, account_ids=account_ids, now=now)
    return issued


def _check_distinct(first_run: FirstRun) -> None:
    phones = {clean_phone(person.phone) for person in first_run.administrators.values()}
    if len(phones) < len(ROLES) or set(first_run.administrators) != set(ROLES):
        raise AdministratorsNotDistinct


def _build_tree(actor: Actor, first_run: FirstRun) -> Organisation:
    def add(parent: Organisation | None, kind: str, name: str, **columns: Any) -> Organisation:
        made: Organisation = organisations.create_organisation(
            actor=actor, parent_id=parent.pk if parent else None, kind=kind, name=name, on=actor.on, **columns
        )
        return made

    province = add(None, Kind.REGION, str(codes.label("province", first_run.province)), code=first_run.province)
    county = add(province, Kind.REGION, first_run.county_name, code=first_run.county_code)
    bureau = add(county, Kind.BUREAU, first_run.bureau_name)
    for sort, name in enumerate(first_run.divisions, start=1):
        add(bureau, Kind.DEPARTMENT, name, sort=sort)
    return bureau


def _administrator(actor: Actor, bureau: Organisation, code: str, given: Administrator) -> int:
    person = create_person(actor=actor, name=given.name, sex=given.sex, born_on=None, phone=given.phone)
    add_posting(actor=actor, person=person, organisation=bureau, role=ROLES[code], starts_on=actor.on, is_main=True)
    account_id: int = open_account(person_id=person.pk).pk
    return account_id
