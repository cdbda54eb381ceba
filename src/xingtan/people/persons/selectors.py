"""Exact look-ups of persons. Callers show the result only through `visible_to`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace

from xingtan.people.persons import e_id as e_ids
from xingtan.people.persons import sealing
from xingtan.people.persons.models import IdentityDocument, Person


def find_by_document(*, kind: str, number: str) -> Person | None:
    """The holder of an identity document, by exact number."""
    index = sealing.blind_index(f"{kind}:{number}")
    document = IdentityDocument.objects.filter(number_index=index).select_related("person").first()
    return document.person if document else None


def find_by_phone(phone: str) -> list[Person]:
    """Everybody with this phone number; families share one."""
    return list(Person.objects.filter(phone_index=sealing.blind_index(phone))[:20])


def find_by_e_id(text: str) -> Person | None:
    return Person.objects.filter(e_id=e_ids.canonical(text)).first()


def mail_addresses(person_ids: Sequence[int]) -> dict[int, str]:
    """Mail addresses of those of `person_ids` who gave one, in one query; for notices."""
    known = Person.objects.filter(pk__in=person_ids).exclude(email="")
    return dict(known.values_list("pk", "email"))


def phone_numbers(person_ids: Sequence[int]) -> dict[int, str]:
    """Phone numbers in clear of those of `person_ids` who are alive and gave one, in one query; for notices."""
    known = Person.objects.filter(pk__in=person_ids, phone_sealed__isnull=False, deceased_on__isnull=True)
    sealed = known.values_list("pk", "phone_sealed")
    return {person: sealing.unseal(number) for person, number in sealed if number is not None}


def naming(rows: QuerySet[Any], text: str, *who: str) -> QuerySet[Any]:
    """Rows about somebody whom every word of `text` names, by one of the relations `who` to a person.

    A word is part of the name or former name, of its pinyin with or without spaces, or begins its initials. A whole
    e-ID counts however it is grouped.
    """
    joined = "".join(text.split()).upper()
    if joined.startswith("XT") and len(joined) > 4:
        return rows.filter(_of_any(who, lambda person: Q(**{f"{person}__e_id__startswith": joined})))
    rows = rows.alias(**{f"{person}_spelling": Replace(f"{person}__name_pinyin", Value(" ")) for person in who})
    for word in text.split():
        rows = rows.filter(_of_any(who, partial(_named, word=word)))
    return rows


def _of_any(who: Sequence[str], condition: Callable[[str], Q]) -> Q:
    return reduce(or_, map(condition, who))


def _named(person: str, *, word: str) -> Q:
    lower = word.lower()
    return (
        Q(**{f"{person}__name__contains": word})
        | Q(**{f"{person}__former_name__contains": word})
        | Q(**{f"{person}_spelling__contains": lower})
        | Q(**{f"{person}__name_initials__startswith": lower})
    )
