"""Persons taken off the register again when the list that brought them was wrong."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from xingtan.kernel.events.api import publish
from xingtan.kernel.scopes import Actor
from xingtan.people.access.models import Grant
from xingtan.people.accounts.models import Account
from xingtan.people.persons.data import PersonChanged
from xingtan.people.persons.models import IdentityDocument, Person
from xingtan.people.postings.models import Posting


def withdraw_person(*, actor: Actor, person_id: int) -> bool:
    """Take back that somebody was registered by mistake, with account, documents, postings and grants.

    For callers that have asked who may, in their transaction. Whoever has a history of their own since (facts
    corrected, account in use, anything else that refers to them) stays as they are: False.
    """
    changed: Any = apps.get_model("persons", "PersonEvent")
    if changed.objects.filter(pgh_obj_id=person_id).exists():
        return False
    if Account.objects.filter(person_id=person_id, activated_at__isnull=False).exists():
        return False
    try:
        with transaction.atomic():
            _remove(person_id)
    except IntegrityError:
        return False
    publish(PersonChanged(person_id=person_id))
    return True


def _remove(person_id: int) -> None:
    Grant.objects.filter(person_id=person_id).delete()
    Posting.objects.filter(person_id=person_id).delete()
    for model, condition in (
        (Account, Q(person_id=person_id)),
        (IdentityDocument, Q(person_id=person_id)),
        (Person, Q(pk=person_id)),
    ):
        rows: Any = model._default_manager.filter(condition)
        rows._raw_delete(rows.db)  # what refers to them is for the database to say, not for cascades
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
