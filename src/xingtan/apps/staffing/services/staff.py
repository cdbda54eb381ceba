"""Adding people who work here, correcting what is kept about them, filling a post."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from xingtan.apps.staffing import data, errors
from xingtan.apps.staffing.models import StaffRecord
from xingtan.apps.staffing.selectors.places import role_options
from xingtan.apps.staffing.selectors.posts import candidates
from xingtan.apps.staffing.services.facts import follow_facts
from xingtan.apps.staffing.services.finding import managed, unit_to_manage
from xingtan.kernel.audit import api as audit
from xingtan.kernel.scopes import Actor
from xingtan.people.access.data import ROLES, STAFF_ROLES
from xingtan.people.accounts.models import Account
from xingtan.people.accounts.services import open_account
from xingtan.people.organisations.models import Organisation
from xingtan.people.organisations.selectors import school_of
from xingtan.people.persons import services as persons
from xingtan.people.persons.models import Person
from xingtan.people.postings import data as postings_data
from xingtan.people.postings import services as postings
from xingtan.people.postings.models import Posting

PERSON_COLUMNS = ("name", "former_name", "sex", "born_on", "ethnic_code", "political_code", "native_place", "email")
RECORD_COLUMNS = (
    "state",
    "state_until",
    "establishment",
    "title_code",
    "title_since",
    "education_code",
    "major",
    "certificate_code",
    "certificate_subject",
    "work_started_on",
    "joined_on",
    "basis",
)
BATCH = 2000


def _check_role(unit: Organisation, role: str) -> None:
    if role not in dict(role_options(unit)):
        label = ROLES[role].label if role in ROLES else role
        raise errors.RoleNotHere(organisation=unit.name, role=label)


def _check_days(joined_on: date | None, work_started_on: date | None) -> None:
    if joined_on and work_started_on and joined_on < work_started_on:
        raise errors.JoinedBeforeFirstJob(joined_on=joined_on, work_started_on=work_started_on)


@transaction.atomic
def add_staff(
    *,
    actor: Actor,
    organisation_id: int,
    posting: dict[str, Any],
    facts: dict[str, Any],
    person_id: int | None = None,
) -> StaffRecord:
    """Register somebody who begins to work at a unit: person, account, staff file and first posting.

    Args:
        posting: role, starts_on, title, subject_code, basis.
        facts: columns of person and file; `document` as (kind, number), `phone` in clear.
        person_id: somebody registered already, e.g. as a guardian; only the file's columns of `facts` are taken.
    Raises:
        OrganisationNotFound, NotPermitted, RoleNotHere, JoinedBeforeFirstJob, AlreadyOnFile.
        DocumentTaken, WrongDocument, WrongName, WrongPhone, BornInFuture: of the person.
    """
    unit = unit_to_manage(actor, organisation_id)
    _check_role(unit, posting["role"])
    _check_days(facts.get("joined_on"), facts.get("work_started_on"))
    person = _register(actor, facts) if person_id is None else _without_file(person_id)
    kept = {name: facts[name] for name in RECORD_COLUMNS if name in facts}
    record = StaffRecord.objects.create(person=person, organisation=school_of(unit), **kept)
    follow_facts(record, kept, actor.on)
    postings.start_posting(actor=actor, person_id=person.pk, organisation_id=unit.pk, is_main=True, **posting)
    audit.record(actor, "staff.added", "person", person.pk, unit.path)
    return record


def _register(actor: Actor, facts: dict[str, Any]) -> Person:
    columns = {name: facts[name] for name in PERSON_COLUMNS if name in facts and name not in ("name", "sex", "born_on")}
    person = persons.create_person(
        actor=actor,
        name=facts["name"],
        sex=facts["sex"],
        born_on=facts.get("born_on"),
        document=facts.get("document"),
        phone=facts.get("phone", ""),
        **columns,
    )
    open_account(person_id=person.pk)
    return person


def _without_file(person_id: int) -> Person:
    person: Person = Person.objects.select_for_update().get(pk=person_id)
    if StaffRecord.objects.filter(person=person).exists():
        raise errors.AlreadyOnFile(name=person.name)
    if not Account.objects.filter(person=person).exists():
        open_account(person_id=person.pk)
    return person


@transaction.atomic
def update_staff(*, actor: Actor, person_id: int, facts: dict[str, Any]) -> StaffRecord:
    """Correct person and file. Old values stay in the row history. A missing key leaves its column alone.

    Raises:
        StaffNotFound, NotPermitted, JoinedBeforeFirstJob.
        DocumentTaken, WrongDocument, WrongName, WrongPhone, BornInFuture: of the person.
    """
    record = managed(actor, person_id)
    _check_days(facts.get("joined_on", record.joined_on), facts.get("work_started_on", record.work_started_on))
    columns = {name: facts[name] for name in PERSON_COLUMNS if name in facts}
    if columns:
        persons.update_person(actor=actor, person_id=person_id, **columns)
    if facts.get("phone"):
        persons.set_phone(actor=actor, person_id=person_id, phone=facts["phone"])
    if facts.get("document"):
        kind, number = facts["document"]
        persons.set_document(actor=actor, person_id=person_id, kind=kind, number=number)
    kept = [name for name in RECORD_COLUMNS if name in facts]
    for name in kept:
        setattr(record, name, facts[name])
    record.save(update_fields=kept or None)
    follow_facts(record, kept, actor.on)
    audit.record(actor, "staff.updated", "person", person_id, record.organisation.path, {"fields": sorted(facts)})
    return record


@transaction.atomic
def fill_post(
    *, actor: Actor, organisation_id: int, role: str, person_id: int, starts_on: date, title: str = "", basis: str = ""
) -> Posting:
    """Give one of the posts every school must fill to somebody who works there.

    Raises:
        OrganisationNotFound, NotPermitted, RoleNotHere, StaffNotFound, PostingExists.
    """
    unit = unit_to_manage(actor, organisation_id, postings_data.MANAGE)
    if role not in data.PRIMARY_ROLES:
        raise errors.RoleNotHere(organisation=unit.name, role=role)
    if person_id not in dict(candidates(unit, actor)):
        raise errors.StaffNotFound(person_id=person_id)
    kind = "regular" if role == "principal" else "concurrent"
    return postings.start_posting(
        actor=actor,
        person_id=person_id,
        organisation_id=unit.pk,
        role=role,
        starts_on=starts_on,
        title=title,
        kind=kind,
        basis=basis,
    )


def ensure_records(person_ids: list[int] | None = None) -> int:
    """Open a bare file for whoever is posted as staff and has none. Safe to run twice. Returns how many."""
    known = StaffRecord.objects.filter(person_id=OuterRef("person_id"))
    rows = Posting.objects.filter(role__in=STAFF_ROLES, ends_on__isnull=True).filter(~Exists(known))
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    homes: dict[int, Posting] = {}
    for posting in rows.select_related("organisation").order_by("-is_main", "starts_on", "pk"):
        homes.setdefault(posting.person_id, posting)
    units: dict[int, Organisation] = {}
    for posting in homes.values():
        units.setdefault(posting.organisation_id, school_of(posting.organisation))
    fresh = [
        StaffRecord(person_id=pk, organisation=units[posting.organisation_id], joined_on=posting.starts_on)
        for pk, posting in homes.items()
    ]
    StaffRecord.objects.bulk_create(fresh, BATCH, ignore_conflicts=True)
    return len(fresh)
