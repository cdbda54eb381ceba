"""Primitive writes about persons. Whether the actor may is decided by the app that knows where the person belongs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from xingtan.kernel.codes import checks
from xingtan.kernel.events.api import publish
from xingtan.kernel.scopes import Actor
from xingtan.kernel.search.pinyin import name_pinyin
from xingtan.people.persons import data, e_id, errors, sealing
from xingtan.people.persons.models import DataConfirmation, EIdCounter, IdentityDocument, Person

NAME_LENGTH = 36
PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}")
PLAIN = ("former_name", "sex", "born_on", "ethnic_code", "nationality", "political_code", "native_place", "email")


def next_e_ids(*, year: int, count: int) -> list[str]:
    """Give out `count` new e-IDs of a year. The counter's row lock keeps two callers apart."""
    EIdCounter.objects.get_or_create(year=year)
    counter = EIdCounter.objects.select_for_update().get(year=year)
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return [e_id.compose(year, serial) for serial in range(first, first + count)]


def clean_name(name: str) -> str:
    """A name as it is kept: composed characters, no spaces around, the middle dot of minority names as U+00B7.

    Raises:
        WrongName: empty, longer than 36 characters, or with a character that no name has.
    """
    cleaned = re.sub(r"[•‧・．∙⋅]", "·", unicodedata.normalize("NFC", name)).strip()
    if not cleaned:
        raise errors.WrongName(reason=_("不能为空。"))
    if len(cleaned) > NAME_LENGTH:
        raise errors.WrongName(
            reason=_("最长%(most)d个字，现有%(length)d个字。") % {"most": 36, "length": len(cleaned)}
        )
    for character in cleaned:
        if not (unicodedata.category(character)[0] == "L" or character in "·- '’."):
            raise errors.WrongName(reason=_("含有姓名中不用的字符“%(character)s”。") % {"character": character})
    return cleaned


def clean_phone(phone: str) -> str:
    """Digits of a phone number.

    Raises:
        WrongPhone: neither 11 digits beginning with 1 nor an area code with 7 or 8 digits.
    """
    cleaned = re.sub(r"[\s()（）]", "", unicodedata.normalize("NFKC", phone))
    cleaned = cleaned.removeprefix("+86")
    if not PHONE.fullmatch(cleaned):
        raise errors.WrongPhone(reason=_("应为11位手机号，或区号加固定电话。"))
    return cleaned


def _seal_phone(person: Person, phone: str) -> None:
    cleaned = clean_phone(phone) if phone else ""
    person.phone_sealed = sealing.seal(cleaned) if cleaned else None
    person.phone_index = sealing.blind_index(cleaned) if cleaned else None
    person.phone_masked = sealing.mask_phone(cleaned)


def _check_birthday(born_on: date | None, on: date) -> None:
    if born_on is not None and born_on > on:
        raise errors.BornInFuture(reason=_("晚于今天。"))


@transaction.atomic
def create_person(
    *,
    actor: Actor,
    name: str,
    sex: str,
    born_on: date | None,
    document: tuple[str, str] | None = None,
    phone: str = "",
    address: str = "",
    known_e_id: str = "",
    **columns: Any,
) -> Person:
    """Register a natural person once and for all, with a new e-ID.

    Args:
        document: (kind code, number) of an identity document, checked by its own check digits.
        known_e_id: the e-ID that another installation gave the person; kept when it is right and free.
    Raises:
        WrongName, WrongPhone, BornInFuture, WrongDocument: the facts cannot be so.
        DocumentTaken: somebody with this document is registered already.
    """
    _check_birthday(born_on, actor.on)
    person = Person(name=clean_name(name), sex=sex, born_on=born_on, **columns)
    person.e_id = _kept_e_id(known_e_id) or next_e_ids(year=actor.on.year, count=1)[0]
    person.name_pinyin, person.name_initials = name_pinyin(person.name)
    _seal_phone(person, phone)
    person.address_sealed = sealing.seal(address) if address else None
    person.save()
    if document is not None:
        set_document(actor=actor, person_id=person.pk, kind=document[0], number=document[1])
    publish(data.PersonChanged(person_id=person.pk))
    return person


def _kept_e_id(text: str) -> str:
    """The e-ID as it is kept, "" when it is wrong or somebody has it. The counter of its year goes on after it."""
    known = e_id.canonical(text)
    if not e_id.is_valid(known) or Person.objects.filter(e_id=known).exists():
        return ""
    year, serial = int(known[2:6]), int(known[6:13])
    EIdCounter.objects.get_or_create(year=year)
    EIdCounter.objects.filter(year=year, last__lt=serial).update(last=serial)
    return known


@transaction.atomic
def withdraw_person(*, actor: Actor, person_id: int) -> bool:
    """Take back a person who was registered by mistake just now. False when something refers to them already.

    Callers check that the actor may; a person who was ever posted, enrolled or given an account stays.
    """
    person = _locked(person_id)
    try:
        with transaction.atomic():
            person.delete()
    except (ProtectedError, RestrictedError):
        return False
    publish(data.PersonChanged(person_id=person_id))
    return True


@transaction.atomic
def update_person(*, actor: Actor, person_id: int, name: str | None = None, **columns: Any) -> Person:
    """Correct facts about a person. Old values stay in the row history.

    Raises:
        PersonNotFound, WrongName, BornInFuture.
    """
    person = _locked(person_id)
    if name is not None:
        person.name = clean_name(name)
        person.name_pinyin, person.name_initials = name_pinyin(person.name)
    if "address" in columns:
        address = columns.pop("address")
        person.address_sealed = sealing.seal(address) if address else None
    for field, value in columns.items():
        if field not in PLAIN:
            raise TypeError(f"{field} has a service of its own")
        setattr(person, field, value)
    _check_birthday(person.born_on, actor.on)
    person.save()
    _compare_documents(person)
    publish(data.PersonChanged(person_id=person.pk))
    return person


def _compare_documents(person: Person) -> None:
    """After a correction: do birthday and sex agree with the resident ID now?"""
    for document in person.documents.filter(kind=data.RESIDENT_ID):
        document.has_findings = contradicts(person, document.number)
        document.save(update_fields=["has_findings"])


def _locked(person_id: int) -> Person:
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise errors.PersonNotFound(person_id=person_id)
    return person


@transaction.atomic
def set_phone(*, actor: Actor, person_id: int, phone: str) -> Person:
    """Set or, with an empty text, take away the phone number.

    Raises:
        WrongPhone: it is no phone number.
    """
    person = _locked(person_id)
    _seal_phone(person, phone)
    person.save(update_fields=["phone_sealed", "phone_index", "phone_masked"])
    publish(data.PersonChanged(person_id=person.pk))
    return person


@transaction.atomic
def set_photo(*, actor: Actor, person_id: int, file_id: int | None) -> None:
    """Point the portrait at a stored file."""
    Person.objects.filter(pk=person_id).update(photo_file_id=file_id)


@transaction.atomic
def set_document(
    *, actor: Actor, person_id: int, kind: str, number: str, valid_until: date | None = None
) -> IdentityDocument:
    """Keep an identity document, sealed, with a mask to show and an index to find it by.

    Raises:
        WrongDocument: the number fails its own check.
        DocumentTaken: it belongs to somebody else.
    """
    cleaned = "".join(unicodedata.normalize("NFKC", number).split()).upper()
    person = _locked(person_id)
    if kind == data.RESIDENT_ID and (problem := checks.resident_id_problem(cleaned)):
        raise errors.WrongDocument(reason=problem)
    if not 4 <= len(cleaned) <= 20:
        raise errors.WrongDocument(reason=_("应为4至20个字符。"))
    index = sealing.blind_index(f"{kind}:{cleaned}")
    holder = IdentityDocument.objects.filter(number_index=index).exclude(person=person).select_related("person").first()
    if holder is not None:
        raise errors.DocumentTaken(name=holder.person.name, e_id=holder.person.e_id_spaced)
    document, _created = IdentityDocument.objects.update_or_create(
        person=person,
        kind=kind,
        defaults={
            "number_sealed": sealing.seal(cleaned),
            "number_index": index,
            "number_masked": sealing.mask_document(cleaned),
            "valid_until": valid_until,
            "has_findings": kind == data.RESIDENT_ID and contradicts(person, cleaned),
        },
    )
    publish(data.PersonChanged(person_id=person.pk))
    return document


def contradicts(person: Person, resident_id: str) -> bool:
    """Whether birthday or sex in a valid resident ID differ from what is registered."""
    born = person.born_on.strftime("%Y%m%d") if person.born_on else resident_id[6:14]
    is_male = int(resident_id[16]) % 2 == 1
    return born != resident_id[6:14] or is_male != (person.sex == data.Sex.MALE)


def ask_confirmation(*, person_ids: Iterable[int], asked_on: date, due_on: date, reason: str) -> int:
    """Ask people to look at their data by a day. Who is asked already is not asked twice. Returns how many were."""
    wanted = set(person_ids)
    waiting = DataConfirmation.objects.filter(person_id__in=wanted, confirmed_at__isnull=True)
    fresh = sorted(wanted - set(waiting.values_list("person_id", flat=True)))
    DataConfirmation.objects.bulk_create(
        [DataConfirmation(person_id=pk, asked_on=asked_on, due_on=due_on, reason=reason) for pk in fresh], 2000
    )
    return len(fresh)


@transaction.atomic
def confirm_data(*, actor: Actor, confirmation_id: int, now: datetime, remark: str = "") -> DataConfirmation:
    """Say that data is right, or what is wrong with it. Callers check for whom the actor may speak.

    Raises:
        PersonNotFound: no such request.
        ConfirmationDone: it was answered before.
    """
    confirmation = DataConfirmation.objects.select_for_update().filter(pk=confirmation_id).first()
    if confirmation is None:
        raise errors.PersonNotFound(person_id=confirmation_id)
    if confirmation.confirmed_at is not None:
        raise errors.ConfirmationDone()
    confirmation.confirmed_at, confirmation.confirmed_by_id, confirmation.remark = now, actor.person_id, remark
    confirmation.save(update_fields=["confirmed_at", "confirmed_by", "remark"])
    publish(data.PersonChanged(person_id=confirmation.person_id))
    return confirmation
