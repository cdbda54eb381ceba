"""Factories of staffing: files and people with chosen permissions. Nothing is random."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.test import Client

from xingtan.apps.staffing.models import StaffRecord
from xingtan.people.access.models import Grant
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.models import Person
from xingtan.people.roster.testing import District


def holder(district: District, permissions: Iterable[str], place: Organisation) -> Person:
    """Somebody who holds exactly these permissions on one part of the tree."""
    person = district.person("权若水")
    for code in permissions:
        Grant.objects.create(
            person=person,
            permission=code,
            scope_path=place.path,
            source="direct",
            starts_on=date(district.on.year - 1, 3, 1),
        )
    return person


def holder_client(district: District, permissions: Iterable[str], place: Organisation) -> Client:
    return district.client(holder(district, permissions, place))


def make_staff(district: District, name: str = "", *, role: str = "teacher", **columns: Any) -> StaffRecord:
    """A teacher of the first school with a complete file, unless columns say otherwise."""
    organisation = columns.pop("organisation", district.school)
    person = columns.pop("person", None) or district.person(name, phone=columns.pop("phone", "10012345678"))
    posting = {key: columns.pop(key) for key in ("subject_code", "kind", "ends_on") if key in columns}
    district.staff(role, person=person, organisation=organisation, is_main=True, **posting)
    values = {
        "title_code": "3",
        "education_code": "3",
        "certificate_code": "3",
        "work_started_on": date(2012, 9, 1),
        "joined_on": date(2014, 9, 1),
        **columns,
    }
    record, _created = StaffRecord.objects.update_or_create(
        person=person, defaults={"organisation": organisation, **values}
    )
    return record
