"""Many persons registered at once, for lists that come in. The facts were checked one by one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from xingtan.kernel.copying import insert_all
from xingtan.kernel.scopes import Actor
from xingtan.kernel.search.pinyin import name_pinyin
from xingtan.people.persons import data, sealing
from xingtan.people.persons.models import IdentityDocument, Person
from xingtan.people.persons.services import clean_name, clean_phone, contradicts, next_e_ids


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """What is known of somebody who is not registered yet. `document`: (kind code, number), checked before."""

    name: str
    sex: str
    born_on: date | None = None
    document: tuple[str, str] | None = None
    phone: str = ""
    address: str = ""
    columns: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def register_persons(*, actor: Actor, newcomers: Sequence[NewPerson]) -> list[Person]:
    """Register persons with new e-IDs and their documents, in the order given. No event for each: callers announce all.

    Raises:
        WrongName, WrongPhone: of the first that is wrong; nobody is registered.
        IntegrityError: a document is somebody's already.
    """
    e_ids = next_e_ids(year=actor.on.year, count=len(newcomers))
    people = [_person(new, e_id) for new, e_id in zip(newcomers, e_ids, strict=True)]
    insert_all(people)
    documents = [
        _document(person, *new.document) for person, new in zip(people, newcomers, strict=True) if new.document
    ]
    insert_all(documents)
    return people


def _person(new: NewPerson, e_id: str) -> Person:
    person = Person(e_id=e_id, name=clean_name(new.name), sex=new.sex, born_on=new.born_on, **new.columns)
    person.name_pinyin, person.name_initials = name_pinyin(person.name)
    if new.phone:
        phone = clean_phone(new.phone)
        person.phone_sealed, person.phone_index = sealing.seal(phone), sealing.blind_index(phone)
        person.phone_masked = sealing.mask_phone(phone)
    if new.address:
        person.address_sealed = sealing.seal(new.address)
    return person


def _document(person: Person, kind: str, number: str) -> IdentityDocument:
    return IdentityDocument(
        person=person,
        kind=kind,
        number_sealed=sealing.seal(number),
        number_index=sealing.blind_index(f"{kind}:{number}"),
        number_masked=sealing.mask_document(number),
        has_findings=kind == data.RESIDENT_ID and contradicts(person, number),
    )
